/** What this door answers, and what stands for it in `Accept`. */
const spoken = ['*/*', 'application/*', 'application/json', 'application/graphql-response+json'];

/** A weight above zero (RFC 9110, section 12.4.2). */
const weight = /^q=(1(\.0{0,3})?|0\.\d{0,2}[1-9]\d{0,2})$/;

/**
 * False where a caller says that he would not take the answer. Asked before anything is done: Apollo finds out when all is recorded, and
 * then answers 406. What cannot be read is refused with it.
 */
export const takesAnswer = (accept: string | undefined): boolean => {
  if (accept === undefined || accept === '') return true;
  const asked = accept
    .toLowerCase()
    .split(',')
    .map((range) => range.split(';').map((part) => part.trim()))
    .filter(([type = '']) => spoken.includes(type));
  const isWanted = ([, ...parameters]: readonly string[]): boolean =>
    parameters.every((one) => weight.test(one));
  const isRefused = ([, ...parameters]: readonly string[]): boolean =>
    parameters.some((one) => one.startsWith('q') && !weight.test(one));
  return asked.some(isWanted) && !asked.some(isRefused);
};
