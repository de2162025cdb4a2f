import { Injectable } from '@nestjs/common';
import { type Asking, AuthenticationService } from '../access/authentication.service.ts';
import { hasScope } from '../access/scope.ts';
import type { Scope, Viewer } from '../access/viewer.ts';
import { RestRefusal } from './problems.ts';

/** On whose behalf a REST request is made. */
@Injectable()
export class RestViewers {
  constructor(private readonly authentication: AuthenticationService) {}

  /**
   * The viewer of a request, by key or session, who must have the scope.
   * @throws RestRefusal 401 without a good key or session, 403 without the scope or from another site.
   */
  async of(asking: Asking, scope: Scope): Promise<Viewer> {
    const found = await this.authentication.of(asking);
    if (!found.ok && found.status === 403) {
      throw new RestRefusal({ status: 403, exception: 'SecurityException' }, found.message);
    }
    if (!found.ok || found.viewer.organisation === null) {
      throw new RestRefusal(
        { status: 401, exception: 'SecurityException' },
        'Give a key that is good now: Authorization: Bearer tl_…',
        { 'WWW-Authenticate': 'Bearer' },
      );
    }
    const { viewer } = found;
    if (hasScope(viewer, scope)) return viewer;
    throw new RestRefusal(
      { status: 403, exception: 'SecurityException' },
      `This key lacks the scope ${scope}.`,
    );
  }
}
