import type { FastifyInstance } from 'fastify';
import { FailedPage, type Failure } from '../../web/failed.view.tsx';
import { isForPeople } from './for-people.ts';
import { packHtml } from './packed.ts';
import { pathOf, type Screens } from './screens.tsx';

/** What happened, by the status that programs are told it with. */
const failures: Readonly<Record<number, Failure>> = { 500: 'fault', 503: 'away', 504: 'tooLong' };

/**
 * Answers a person with a page where the service fails; programs get their problem body, as before. It stands before what is sent, however
 * that came about, keeps its status and headers, and asks the database nothing: not even who is signed in.
 */
export const answerFailed = (fastify: FastifyInstance, screens: Screens): void => {
  fastify.addHook('onSend', async (request, reply, payload) => {
    const failure = failures[reply.statusCode];
    const type = String(reply.getHeader('content-type') ?? '');
    const isProblem = type.startsWith('application/problem+json');
    if (failure === undefined || !isProblem || !isForPeople(request)) return payload;
    const page = screens.withoutVisitor(request, {
      title: ({ say }) => say(`failed.${failure}.title`),
      live: null,
      body: <FailedPage failure={failure} again={pathOf(request)} requestId={request.id} />,
    });
    if (page === null) return payload;
    void reply.removeHeader('content-length');
    return packHtml(request, reply, page);
  });
};
