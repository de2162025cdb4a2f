import type { FastifyRequest } from 'fastify';
import Negotiator from 'negotiator';

/** Paths below which programs ask: whatever they accept, they are answered as programs. */
const forPrograms = /^\/(epcis|graphql|changes|streams|problems|health|metrics)(?=[/?]|$)/;

/** The first that suits is taken: who accepts anything gets what programs read. */
const offered = ['application/problem+json', 'application/json', 'text/html'];

/** Whether a person looks at the answer: a browser says that it wants HTML rather than anything else. */
export const isForPeople = ({ method, url, headers }: FastifyRequest): boolean =>
  (method === 'GET' || method === 'HEAD') &&
  !forPrograms.test(url) &&
  new Negotiator({ headers }).mediaTypes(offered)[0] === 'text/html';
