import { takesAnswer } from './accept.ts';

describe('Accept of a GraphQL request', () => {
  it.each([
    undefined,
    '',
    '*/*',
    'application/json',
    'Application/JSON',
    'application/graphql-response+json',
    'application/graphql-response+json, application/json;q=0.9',
    'text/html, application/xhtml+xml;q=0.9, */*;q=0.8',
    'application/json;charset=utf-8, */*',
    'application/*;q=1.000',
    'application/json ; q=0.001',
    'application/json;charset=utf-8',
  ])('lets through %s', (accept) => {
    expect(takesAnswer(accept)).toBe(true);
  });

  it.each([
    'text/html',
    'x',
    ',',
    'application/json;q=0',
    'application/json;q=0.000',
    'application/json;q=0, application/*;q=0, */*',
    '*/*;q=nothing',
    '*/*;q=-1',
    'application/json;charset=latin1',
    'multipart/mixed',
  ])('refuses %s', (accept) => {
    expect(takesAnswer(accept)).toBe(false);
  });
});
