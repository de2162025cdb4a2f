import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AuthenticationService } from '../access/authentication.service.ts';
import type { Viewer } from '../access/viewer.ts';
import type { Screens, Visitor } from './screens.tsx';

/** Who is signed in. Whoever is not is asked to be, and comes back here: nobody sees nothing without a word why; then null. */
export const signedIn = async (
  screens: Screens,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Visitor | null> => {
  const visitor = await screens.visitor(request);
  if (visitor === null) {
    const next = new URLSearchParams({ next: request.url });
    void reply.redirect(`/session?${next.toString()}`, 302);
  }
  return visitor;
};

/** Who sends a form: somebody with a company here, nobody who is signed in, or a page of somebody else that must not be heard. */
export type Sender =
  { readonly from: 'HERE'; readonly viewer: Viewer | null } | { readonly from: 'ELSEWHERE' };

/** Who sent a form. */
export const senderOf = async (
  authentication: AuthenticationService,
  request: FastifyRequest,
): Promise<Sender> => {
  const found = await authentication.of(request);
  if (found.ok)
    return { from: 'HERE', viewer: found.viewer.organisation === null ? null : found.viewer };
  return found.status === 403 ? { from: 'ELSEWHERE' } : { from: 'HERE', viewer: null };
};

/** What an address says under a name; one that stands twice says nothing. */
export const askedText = (given: unknown): string =>
  typeof given === 'string' ? given.trim() : '';
