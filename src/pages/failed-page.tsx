import type { FastifyInstance, FastifyRequest } from 'fastify';
import { FailedPage, type Failure, type SentForm } from '../../web/failed.view.tsx';
import { isFromHere } from '../access/authentication.service.ts';
import { isForPeople } from './for-people.ts';
import { fieldsOf, isForm } from './forms.ts';
import { packHtml } from './packed.ts';
import { pathOf, type Screens } from './screens.tsx';

/** What happened, by the status that programs are told it with. */
const failures: Readonly<Record<number, Failure>> = { 500: 'fault', 503: 'away', 504: 'tooLong' };

/**
 * Answers a person with a page where the service fails; programs get their problem body, as before. It stands before what is sent, however
 * that came about, keeps its status and headers, and asks the database nothing: not even who is signed in.
 */
export const answerFailed = (
  fastify: FastifyInstance,
  screens: Screens,
  publicUrl: string,
): void => {
  fastify.addHook('onSend', async (request, reply, payload) => {
    const failure = failures[reply.statusCode];
    const type = String(reply.getHeader('content-type') ?? '');
    const isProblem = type.startsWith('application/problem+json');
    if (failure === undefined || !isProblem || !isForPeople(request)) return payload;
    const isSignIn = /^\/session\b/.test(request.url);
    const again = isSignIn ? '/session' : pathOf(request);
    const sent = isForm(request) && !isSignIn ? sentForm(request, publicUrl) : null;
    const page = screens.withoutVisitor(request, {
      path: again,
      title: ({ say }) => say(`failed.${failure}.title`),
      live: null,
      body: <FailedPage failure={failure} sent={sent} again={again} requestId={request.id} />,
    });
    if (page === null) return payload;
    void reply.removeHeader('content-length');
    return packHtml(request, reply, page);
  });
};

/** What somebody typed, to be sent again; never what a page of somebody else typed for him. */
const sentForm = (request: FastifyRequest, publicUrl: string): SentForm => ({
  fields: isFromHere(request, publicUrl) ? [...fieldsOf(request.body)] : [],
});
