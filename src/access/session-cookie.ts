import { parseCookie, stringifySetCookie } from 'cookie';
import { isLoopback } from '../platform/settings.ts';

/**
 * `__Host-` (RFC 6265bis, section 4.1.3.2): no other host of the domain can set it, and it never travels without TLS. Over plain http,
 * on this machine only, browsers would not keep it, so there it has another name.
 */
const secureName = '__Host-throughline-session';
const plainName = 'throughline-session';

const isSecure = (publicUrl: string): boolean => publicUrl.startsWith('https:');

/** True for a name, as URLs have it, by which a browser reaches its own machine. */
export const isOwnMachine = (hostname: string): boolean =>
  isLoopback(hostname.replace(/^\[|\]$/g, ''));

/**
 * False where a key or a session would travel unencrypted over a network: by the address that others are told, and by the one that this
 * browser has come by (`Host`), since a service that is told nothing takes itself for `localhost`.
 */
export const maySignIn = (publicUrl: string, host: string | undefined): boolean => {
  if (isSecure(publicUrl)) return true;
  const reached = `http://${host ?? ''}`;
  return (
    isOwnMachine(new URL(publicUrl).hostname) &&
    URL.canParse(reached) &&
    isOwnMachine(new URL(reached).hostname)
  );
};

/** The token in a `Cookie` header; null without one. */
export const sessionToken = (header: string | undefined, publicUrl: string): string | null =>
  parseCookie(header ?? '')[isSecure(publicUrl) ? secureName : plainName] ?? null;

/** A `Set-Cookie` header that keeps a token until the session ends; null: forgets it. */
export const sessionCookie = (
  session: { readonly token: string; readonly expiresAt: Date } | null,
  publicUrl: string,
): string =>
  stringifySetCookie({
    name: isSecure(publicUrl) ? secureName : plainName,
    value: session?.token ?? '',
    expires: session?.expiresAt ?? new Date(0),
    path: '/',
    httpOnly: true,
    secure: isSecure(publicUrl),
    sameSite: 'lax',
  });
