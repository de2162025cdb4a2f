import { GraphQLError } from 'graphql';
import { UnavailableError } from '../log/unavailable.ts';
import { formatError, requestFailure } from './errors.ts';

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

  const answered = (error: GraphQLError) => formatError(error.toJSON(), error).extensions;
  const refused = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });
  const many = new Error('timeout exceeded when trying to connect');

  it.each([
    ['ECONNREFUSED', refused, 5],
    ['a pool that gives nothing', many, 5],
    ['several addresses that refuse', new AggregateError([refused, refused]), 5],
    ['overload', new UnavailableError('full', 1), 1],
  ])('is UNAVAILABLE for %s, wherever it was thrown', (_what, originalError, seconds) => {
    const expected = { code: 'UNAVAILABLE', retryAfterSeconds: seconds };
    const path = ['viewer'];
    expect(answered(new GraphQLError('x', { originalError, path }))).toEqual(expected);
    expect(answered(new GraphQLError('Context creation failed', { originalError }))).toEqual(
      expected,
    );
    const failure = requestFailure(originalError, 'r-1');
    expect(answered(failure)).toMatchObject(expected);
    expect(failure.extensions['http']).toEqual({
      status: 503,
      headers: new Map([['retry-after', String(seconds)]]),
    });
  });

  it('gives a bug its request id and nothing else', () => {
    const failure = requestFailure(new Error('select secret'), 'r-1');
    expect(answered(failure)).toEqual({ code: 'INTERNAL_SERVER_ERROR', requestId: 'r-1' });
    expect(JSON.stringify(failure)).not.toContain('secret');
  });
});
