import type { FastifyRequest } from 'fastify';
import Negotiator from 'negotiator';
import { isForm } from './forms.ts';

/** Paths below which programs ask: whatever they accept, they are answered as programs. */
const forPrograms = /^\/(epcis|graphql|changes|streams|problems|health|metrics)(?=[/?]|$)/;

/** The first that suits is taken: who accepts anything gets what programs read. */
const offered = ['application/problem+json', 'application/json', 'text/html'];

/** Whether a person looks at the answer: a browser says that it wants HTML rather than anything else, of an address or of a form. */
export const isForPeople = (request: FastifyRequest): boolean => {
  const { method, url, headers } = request;
  const isLooked = method === 'GET' || method === 'HEAD' ? !forPrograms.test(url) : isForm(request);
  return isLooked && new Negotiator({ headers }).mediaTypes(offered)[0] === 'text/html';
};
