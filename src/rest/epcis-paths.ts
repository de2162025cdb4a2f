/** Methods of each path of the EPCIS binding, `:id` for any one segment. */
export const epcisMethods = {
  '/epcis/capture': 'POST, OPTIONS',
  '/epcis/capture/:id': 'GET, OPTIONS',
  '/epcis/events': 'POST, OPTIONS',
  '/epcis/events/:id': 'GET, OPTIONS',
} as const;

const patterns = Object.entries(epcisMethods).map(
  ([path, methods]) => [new RegExp(`^${path.replace(':id', '[^/]+')}/?$`), methods] as const,
);

/** True for an address under the EPCIS paths. */
export const isEpcisUrl = (url: string): boolean => /^\/epcis(?=[/?]|$)/.test(url);

/** What may be done with a path of the binding; null when there is no such path. */
export const methodsOf = (url: string): string | null => {
  const path = url.split('?', 1)[0] ?? '';
  return patterns.find(([pattern]) => pattern.test(path))?.[1] ?? null;
};
