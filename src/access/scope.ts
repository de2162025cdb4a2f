import type { Scope, Viewer } from './viewer.ts';

/**
 * The viewer may not do that at all, whatever the object. Thrown, not returned: the doors ask first, so whoever gets here forgot to.
 */
export class MissingScopeError extends Error {
  /** As the doors call it. */
  readonly code: 'UNAUTHENTICATED' | 'FORBIDDEN';
  constructor(
    readonly scope: Scope,
    anonymous: boolean,
  ) {
    super(anonymous ? 'A key is needed for that.' : `This key lacks the scope ${scope}.`);
    this.code = anonymous ? 'UNAUTHENTICATED' : 'FORBIDDEN';
  }
}

/** True when the viewer may do what the scope names; nobody may without an organisation. */
export const hasScope = (viewer: Viewer, scope: Scope): boolean =>
  viewer.organisation !== null && viewer.scopes.includes(scope);

/**
 * The organisation on whose behalf something is done that wants this scope.
 * @throws MissingScopeError
 */
export const requireScope = (viewer: Viewer, scope: Scope): number => {
  if (viewer.organisation === null) throw new MissingScopeError(scope, true);
  if (!viewer.scopes.includes(scope)) throw new MissingScopeError(scope, false);
  return viewer.organisation;
};
