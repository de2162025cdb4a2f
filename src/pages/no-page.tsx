import type { FastifyInstance } from 'fastify';
import { NoPage } from '../../web/no-page.view.tsx';
import { isForPeople } from './for-people.ts';
import type { Screens } from './screens.tsx';

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
