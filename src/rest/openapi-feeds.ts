const problem = (description: string): object => ({
  description,
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/DoorProblem' } } },
});

const query = (name: string, description: string, schema: object): object => ({
  name,
  in: 'query',
  required: false,
  description,
  schema,
});

/** These paths stand at the root, beside the base path of the EPCIS binding. */
const servers = [{ url: '/' }];

const since = query(
  'since',
  'A `cursor` of this feed, of GraphQL `changes`, or an id of the stream; left out: from the start',
  { type: 'string' },
);

const refusals = {
  '400': problem('An unknown or wrong parameter, or CURSOR_INVALID'),
  '401': problem('No, wrong or expired key'),
  '403': problem('The key lacks the scope READ'),
  '503': problem('Overloaded, stopping, or without database: come again'),
};

const changes = {
  servers,
  get: {
    summary: 'A page of the change feed, the same as GraphQL `changes`',
    description:
      'Every event that became known or changed its status, in log order. Keep `cursor`: it does not expire. A page ends early when its events are large.',
    parameters: [
      since,
      query('first', 'How many at most', {
        type: 'integer',
        minimum: 1,
        maximum: 200,
        default: 200,
      }),
    ],
    responses: {
      '200': {
        description: 'The page',
        content: { 'application/json': { schema: { $ref: '#/components/schemas/ChangePage' } } },
      },
      ...refusals,
    },
  },
};

const changesStream = {
  servers,
  get: {
    summary: 'The same feed as server-sent events, for as long as the reader stays',
    description:
      'What is known already, then what comes. The id of each event is its cursor; a reader that was cut comes again with `Last-Event-ID` and gets everything once. At most 5 streams a key and instance.',
    parameters: [
      since,
      {
        name: 'Last-Event-ID',
        in: 'header',
        required: false,
        description: 'Id of the last event that was taken; wins over `since`',
        schema: { type: 'string' },
      },
    ],
    responses: {
      '200': {
        description:
          'Events named `change`, `data` a Change on one line; comments while nothing happens',
        content: { 'text/event-stream': { schema: { type: 'string' } } },
      },
      ...refusals,
      '429': problem('The key has 5 streams open already'),
    },
  },
};

const provenanceStream = {
  servers,
  get: {
    summary: 'A whole provenance, without pages',
    description:
      'The address is `Provenance.streamUrl` of GraphQL: good for 15 minutes, without a key. A line of NDJSON has a `type`: header, node, link, hop, gap, end. Without the end line it was cut: what comes after the lines that arrived is had with `after`. With `complete: false` its `code` says why there is more: TIMEOUT, UNAVAILABLE (take it up again), TOO_LARGE (more than 200,000 steps or links to walk: ask about one of its parts). A table and a workbook that end early are cut; what was too large has `-incomplete` in the name of its file.',
    security: [],
    parameters: [
      { name: 'token', in: 'path', required: true, schema: { type: 'string' } },
      query('format', 'One line a row, the nodes as a table, or a workbook of all tables', {
        type: 'string',
        enum: ['ndjson', 'csv', 'xlsx'],
        default: 'ndjson',
      }),
      query(
        'after',
        'Lines that you have, the header among them: the rest of the same answer follows, with its end line. Of ndjson only, and of no answer that was cut for its size',
        { type: 'integer', minimum: 1 },
      ),
    ],
    responses: {
      '200': {
        description: 'The answer',
        content: {
          'application/x-ndjson': { schema: { type: 'string' } },
          'text/csv': { schema: { type: 'string' } },
          'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': {
            schema: { type: 'string', format: 'binary' },
          },
        },
      },
      '400': problem('An unknown parameter or format, or lines that there are not'),
      '404': problem('No such stream that you may see'),
      '410': problem('The link has ended'),
      '504': problem('Reading it took too long: ask about less'),
      '503': problem('Overloaded, stopping, or without database: come again'),
    },
  },
};

/** As a provenance, with other rows. */
const recallStream = {
  get: {
    ...provenanceStream.get,
    summary: 'A whole recall list: `Recall.streamUrl`',
    description: provenanceStream.get.description
      .replace('Provenance.streamUrl', 'Recall.streamUrl')
      .replace('header, node, link, hop, gap, end', 'header, part, link, holder, gap, end'),
  },
};

/** Feeds and large answers. */
export const feedPaths = {
  '/changes': changes,
  '/changes/stream': changesStream,
  '/streams/provenance/{token}': provenanceStream,
  '/streams/recall/{token}': recallStream,
};

/** What feeds answer. */
export const feedSchemas = {
  DoorProblem: {
    description: 'RFC 9457',
    type: 'object',
    required: ['type', 'title', 'status', 'detail', 'instance', 'code', 'at'],
    properties: {
      type: { type: 'string', description: '/problems/<code>: a page that says what to do' },
      title: { type: 'string' },
      status: { type: 'integer' },
      detail: { type: 'string' },
      instance: { type: 'string', description: 'Id of this request' },
      code: { type: 'string' },
      at: { type: 'string', description: 'Name of the wrong parameter, or empty' },
    },
  },
  Change: {
    type: 'object',
    required: ['kind', 'event'],
    properties: {
      kind: { type: 'string', enum: ['RECORDED', 'CORRECTED', 'VOIDED'] },
      event: {
        type: 'object',
        description:
          'Fields as in GraphQL `Event`, and `epcis`: the event as captured, with eventID and recordTime',
      },
    },
  },
  ChangePage: {
    type: 'object',
    required: ['changes', 'cursor', 'more'],
    properties: {
      changes: { type: 'array', items: { $ref: '#/components/schemas/Change' } },
      cursor: { type: 'string', description: 'Pass as `since` next time, also without changes' },
      more: { type: 'boolean', description: 'True: ask again at once' },
    },
  },
};
