/** GS1 check digit of a body without it: weights 3, 1 from the right, modulo 10 (GS1 General Specifications 7.9). */
export const checkDigitOf = (body: string): string => {
  let sum = 0;
  for (let index = 0; index < body.length; index++) {
    const digit = body.charCodeAt(body.length - 1 - index) - 48;
    sum += index % 2 === 0 ? 3 * digit : digit;
  }
  return String((10 - (sum % 10)) % 10);
};

/** True when the last digit is the right check digit of those before it. */
export const hasRightCheckDigit = (digits: string): boolean =>
  checkDigitOf(digits.slice(0, -1)) === digits.slice(-1);
