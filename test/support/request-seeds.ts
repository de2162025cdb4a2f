import { readdirSync } from 'node:fs';
import type { GraphQLSchema } from 'graphql';
import { builtFile } from '../../src/pages/built.ts';
import { routesOf, type Route } from './app-routes.ts';
import { documentText } from './capture-room.ts';
import { graphql } from './doors.ts';
import { eventJson } from './entries.ts';
import { type Operation, operationMakers } from './graphql-samples.ts';
import type { Random } from './random.ts';
import { bytesOf, type RawRequest } from './raw-client.ts';
import type { TestService } from './service.ts';

/** A valid request of one route, made anew each time. */
export interface RequestSeed {
  /** The route as its router has it. */
  readonly route: string;
  /** `number` sets what it records apart from what others record. */
  readonly make: (number: number, random: Random) => RawRequest;
}

/** Who asks, and about what. */
export interface SeedFacts {
  readonly service: TestService;
  readonly schema: GraphQLSchema;
  readonly key: string;
  /** `name=token` of a session of the same organisation. */
  readonly cookie: string;
}

const json = ['content-type', 'application/json'] as const;
const form = ['content-type', 'application/x-www-form-urlencoded'] as const;
const fromHere = ['sec-fetch-site', 'same-origin'] as const;

const posted = (body: unknown): string => bytesOf(JSON.stringify(body));

/** What stands for the parameters of a path: things that are there. */
const parametersOf = async ({ service, key }: SeedFacts): Promise<ReadonlyMap<string, string>> => {
  const sent = await fetch(`${service.url}/epcis/capture`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: documentText([{ id: 'urn:test:seed' }]),
  });
  const { provenance, recall } = await graphql<{
    readonly provenance: { readonly streamUrl: string };
    readonly recall: { readonly streamUrl: string };
  }>(
    service.url,
    key,
    `
      {
        provenance(item: { number: "RR-0415" }) {
          streamUrl
        }
        recall(of: { item: { number: "KM-0312" } }) {
          streamUrl
        }
      }
    `,
  );
  return new Map([
    ['/epcis/capture/:id', (sent.headers.get('location') ?? '').split('/').at(-1) ?? ''],
    ['/epcis/events/:id', 'urn:test:seed'],
    ['/streams/provenance/:token', provenance.streamUrl.split('/').at(-1) ?? ''],
    ['/streams/recall/:token', recall.streamUrl.split('/').at(-1) ?? ''],
    ['/problems/:code', 'INVALID_VALUE'],
    [
      '/web/assets/:file',
      readdirSync(builtFile('assets')).find((name) => name.endsWith('.css')) ?? '',
    ],
  ]);
};

const queries: Readonly<Record<string, string>> = {
  '/changes': '?first=5',
  '/streams/provenance/:token': '?format=csv',
  '/streams/recall/:token': '?format=ndjson',
  '/console/part': '?number=RR-0415',
  '/console/search': '?q=KM',
  '/session': '?next=/console/part',
  '/': '?lang=ar&theme=dark',
};

const step = (number: number): Operation => ({
  query:
    'mutation($input: RecordStepInput!) { recordStep(input: $input) { status event { eventId } problems { code at } } }',
  variables: {
    input: {
      id: `urn:uuid:019c0000-0000-7000-8000-${String(number).padStart(12, '0')}`,
      time: '2026-04-30T09:00:00+03:00',
      step: { inspect: { items: [{ item: { number: 'KM-0312' } }], passed: true } },
    },
  },
});

const event = (number: number): Readonly<Record<string, unknown>> =>
  eventJson({ id: `urn:test:mutated:${number}`, content: `number ${number}` });

/** What records has its turn more often than its number of routes gives it. */
const often = (make: RequestSeed['make']): readonly RequestSeed['make'][] =>
  Array.from({ length: 6 }, () => make);

/** Seeds of a route that takes a body; any other that takes one gets what it may know from elsewhere. */
const bodiesOf = (path: string, { schema, key }: SeedFacts): readonly RequestSeed['make'][] => {
  const request = (
    headers: RawRequest['headers'],
    body: (number: number, random: Random) => string,
  ): RequestSeed['make'] => {
    const withKey = ['authorization', `Bearer ${key}`] as const;
    return (number, random) => ({
      method: 'POST',
      target: path,
      headers: [...headers, withKey],
      body: body(number, random),
    });
  };
  if (path === '/graphql') {
    const generated = [...operationMakers(schema).values()].map((make) =>
      request([json], (_, random) => posted(make(random))),
    );
    const recorded = request([json], (number) => posted(step(number)));
    return [...generated, ...often(recorded)];
  }
  if (path === '/epcis/events') {
    const one = request([json], (number) => posted(event(number)));
    return [...often(one), ...often(one)];
  }
  if (path === '/epcis/capture') {
    const one = request([json], (number) =>
      bytesOf(
        documentText([0, 1, 2].map((part) => ({ id: `urn:test:mutated:${number}:${part}` }))),
      ),
    );
    const some = request([json, ['gs1-capture-error-behaviour', 'proceed']], (number) =>
      bytesOf(documentText([0, 1].map((part) => ({ id: `urn:test:proceed:${number}:${part}` })))),
    );
    return [...often(one), ...often(some)];
  }
  if (path.startsWith('/console/record')) {
    const told = request([form, fromHere], (number) =>
      new URLSearchParams({
        id: `urn:test:form:${number}`,
        time: '2026-04-30T09:00',
        zone: 'Africa/Nairobi',
        'item.0.item': 'KM-0312',
        'item.0.quantity': '1,5',
        passed: 'yes',
      }).toString(),
    );
    return [
      (number, random) => ({ ...told(number, random), target: `${path}?step=inspect` }),
      told,
    ];
  }
  const fields = new URLSearchParams({ key, next: '/console', role: 'mill' }).toString();
  return [
    request([form, fromHere], () => fields),
    request([json, fromHere], () => posted({ key, next: '/console', number: ['KM-0312'] })),
  ];
};

const bare = (
  { method, path }: Route,
  target: string,
  { key, cookie }: SeedFacts,
): readonly RequestSeed['make'][] => {
  const request = (headers: RawRequest['headers']): RequestSeed['make'] => {
    const whole = `${target}${queries[path] ?? ''}`;
    return () => ({ method, target: whole, headers, body: '' });
  };
  return [
    request([
      ['authorization', `Bearer ${key}`],
      ['accept', '*/*'],
    ]),
    request([
      ['cookie', `${cookie}; language=en; theme=dark`],
      ['accept-language', 'en'],
    ]),
  ];
};

/** Valid requests of every route that the running service has; whoever adds a route need not think of this. */
export const seedsOf = async (facts: SeedFacts): Promise<readonly RequestSeed[]> => {
  const parameters = await parametersOf(facts);
  return routesOf(facts.service).flatMap((route) => {
    const { method, path } = route;
    const target = path.replace(/:\w+/, encodeURIComponent(parameters.get(path) ?? 'x'));
    const takesBody = ['POST', 'PUT', 'PATCH'].includes(method);
    const makes = takesBody ? bodiesOf(target, facts) : bare(route, target, facts);
    return makes.map((make) => ({ route: `${method} ${path}`, make }));
  });
};
