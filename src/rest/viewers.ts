import { Injectable } from '@nestjs/common';
import { ApiKeyService } from '../access/api-key.service.ts';
import { hasScope } from '../access/scope.ts';
import type { Scope, Viewer } from '../access/viewer.ts';
import { RestRefusal } from './problems.ts';

/** On whose behalf a REST request is made. */
@Injectable()
export class RestViewers {
  constructor(private readonly keys: ApiKeyService) {}

  /**
   * The viewer of an `Authorization` header, who must have the scope.
   * @throws RestRefusal 401 without a good key, 403 without the scope.
   */
  async of(header: string | undefined, scope: Scope): Promise<Viewer> {
    const viewer = await this.keys.authenticate(header);
    if (viewer === null) {
      throw new RestRefusal(
        { status: 401, exception: 'SecurityException' },
        'Give a key that is good now: Authorization: Bearer tl_…',
        { 'WWW-Authenticate': 'Bearer' },
      );
    }
    if (hasScope(viewer, scope)) return viewer;
    throw new RestRefusal(
      { status: 403, exception: 'SecurityException' },
      `This key lacks the scope ${scope}.`,
    );
  }
}
