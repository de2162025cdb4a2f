import { Injectable } from '@nestjs/common';
import type { IncomingHttpHeaders } from 'node:http';
import { Settings } from '../platform/settings.ts';
import { keyInHeader } from './api-key.ts';
import { ApiKeyService } from './api-key.service.ts';
import { isOwnMachine, sessionToken } from './session-cookie.ts';
import { SessionService } from './session.service.ts';
import type { Viewer } from './viewer.ts';

/** A request, as far as it tells who makes it. */
export interface Asking {
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
}

/** Who makes a request, or why nobody is believed. */
export type Authenticated =
  | { readonly ok: true; readonly viewer: Viewer }
  | { readonly ok: false; readonly message: string; readonly status: 401 | 403 };

/** A reader without a key. */
export const anonymous: Viewer = {
  organisation: null,
  scopes: [],
  site: null,
  test: false,
  key: null,
};

/** Methods that change nothing (RFC 9110, section 9.2.1). */
const safe = ['GET', 'HEAD', 'OPTIONS'];

/**
 * True when a browser says that a page of this service makes the request. Browsers send `Sec-Fetch-Site` themselves and no script can
 * change it; older ones, and all of them on plain http elsewhere than on this machine, send `Origin` with whatever is not a plain GET. That
 * is never compared with `Host` alone: a foreign name may be made to lead here (DNS rebinding).
 */
export const isFromHere = ({ headers }: Asking, publicUrl: string): boolean => {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin';
  const { origin } = headers;
  if (origin === undefined || !URL.canParse(origin)) return false;
  const [from, own] = [new URL(origin), new URL(publicUrl)];
  if (from.origin === own.origin) return true;
  // One machine has several names for itself.
  const isAtHome = isOwnMachine(from.hostname) && isOwnMachine(own.hostname);
  return isAtHome && from.protocol === own.protocol && from.host === headers.host;
};

/** The one decision on whose behalf a request is made: a key, else a session, else nobody's. */
@Injectable()
export class AuthenticationService {
  constructor(
    private readonly settings: Settings,
    private readonly keys: ApiKeyService,
    private readonly sessions: SessionService,
  ) {}

  /** The viewer of a request; anonymous when it names nobody. What comes by cookie and may change something must come from here. */
  async of(asking: Asking): Promise<Authenticated> {
    const { authorization, cookie } = asking.headers;
    const token = sessionToken(cookie, this.settings.publicUrl);
    // What a proxy adds for itself (`Basic`) says nothing of who is signed in here.
    if (authorization !== undefined && (keyInHeader(authorization) !== null || token === null)) {
      const viewer = await this.keys.authenticate(authorization);
      if (viewer !== null) return { ok: true, viewer };
      const message = 'This key is not known, was revoked, or has expired.';
      return { ok: false, message, status: 401 };
    }
    if (token === null) return { ok: true, viewer: anonymous };
    if (!safe.includes(asking.method) && !isFromHere(asking, this.settings.publicUrl)) {
      const message = 'A session works from the pages of this service only: elsewhere use a key.';
      return { ok: false, message, status: 403 };
    }
    const viewer = await this.sessions.viewer(token);
    if (viewer !== null) return { ok: true, viewer };
    return { ok: false, message: 'This session has ended: sign in again.', status: 401 };
  }

  /** True when somebody known makes the request. */
  async knows(asking: Asking): Promise<boolean> {
    const found = await this.of(asking);
    return found.ok && found.viewer.organisation !== null;
  }
}
