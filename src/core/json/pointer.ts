/** RFC 6901 JSON Pointer of the given steps; none is the whole document, ''. */
export const pointer = (...parts: readonly (string | number)[]): string => {
  let text = '';
  for (const part of parts) text += `/${typeof part === 'number' ? part : escaped(part)}`;
  return text;
};

const escaped = (key: string): string =>
  key.includes('~') || key.includes('/') ? key.replaceAll('~', '~0').replaceAll('/', '~1') : key;
