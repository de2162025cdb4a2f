import type { FastifyReply, FastifyRequest } from 'fastify';
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

/** What an address says under a name; one that stands twice says nothing. */
export const askedText = (given: unknown): string =>
  typeof given === 'string' ? given.trim() : '';
