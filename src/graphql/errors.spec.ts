import { GraphQLError } from 'graphql';
import { formatError } from './errors.ts';

describe('an error on its way out', () => {
  const said = (message: string): string => {
    const error = new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } });
    return formatError(error.toJSON(), error).message;
  };

  it('keeps what a person can read', () => {
    expect(said('Variable "$first" got invalid value "ten".')).toBe(
      'Variable "$first" got invalid value "ten".',
    );
  });

  it('does not send back all that was sent, but how it began and what was expected', () => {
    const message = said(`Variable "$text" got invalid value "${'x'.repeat(10_000_000)}"; String!`);
    expect(message.length).toBeLessThan(1_010);
    expect(message).toMatch(/^Variable "\$text" got invalid value "x+ … x+"; String!$/);
  });

  it('cuts no character in half', () => {
    expect(said('😀'.repeat(1_000))).not.toMatch(/\p{Surrogate}/u);
    expect(said(`x${'😀'.repeat(1_000)}`)).not.toMatch(/\p{Surrogate}/u);
  });
});
