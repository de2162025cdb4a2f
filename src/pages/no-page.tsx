import type { FastifyInstance, FastifyRequest } from 'fastify';
import Negotiator from 'negotiator';
import { NoPage } from '../../web/no-page.view.tsx';
import type { Screens } from './screens.tsx';

/** Paths below which programs ask: whatever they accept, they are answered as programs. */
const forPrograms = /^\/(epcis|graphql|changes|streams|problems|health|metrics)(?=[/?]|$)/;

/** The first that suits is taken: who accepts anything gets what programs read. */
const offered = ['application/problem+json', 'application/json', 'text/html'];

/** Whether a person looks at the answer: a browser says that it wants HTML rather than anything else. */
const isForPeople = ({ method, url, headers }: FastifyRequest): boolean =>
  (method === 'GET' || method === 'HEAD') &&
  !forPrograms.test(url) &&
  new Negotiator({ headers }).mediaTypes(offered)[0] === 'text/html';

/** Answers who goes to an address that leads nowhere with a page; programs get their problem body, as before. */
export const answerNoPage = (fastify: FastifyInstance, screens: Screens): void => {
  fastify.addHook('preHandler', async (request, reply) => {
    if (!request.is404 || !isForPeople(request)) return;
    await screens.show(request, reply, {
      title: ({ say }) => say('noPage.title'),
      live: null,
      status: 404,
      body: <NoPage />,
    });
  });
};
