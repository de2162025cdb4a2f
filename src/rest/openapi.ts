import { CAPTURE_BYTES_MAX, CAPTURE_EVENTS_MAX } from './epcis-headers.ts';
import { feedPaths, feedSchemas } from './openapi-feeds.ts';

const problem = (description: string): object => ({
  description,
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
});

const refusals = {
  '400': problem('Not understood: code, JSON Pointer and what was expected'),
  '401': problem('No, wrong or expired key'),
  '403': problem('The key lacks the scope'),
  '405': problem('Not by this method: `Allow` names those that are offered'),
  '406': problem('Version, media type or translation that is not offered'),
  '414': problem('The address is too long: an id has at most 2,048 characters'),
  '503': problem('Overloaded, stopping, or without database: send the same again'),
};

const header = (name: string, description: string, values?: readonly string[]): object => ({
  name,
  in: 'header',
  required: false,
  description,
  schema: { type: 'string', ...(values === undefined ? {} : { enum: values }) },
});

const versions = [
  header('GS1-EPCIS-Version', 'Version of the body: 2.0'),
  header('GS1-CBV-Version', 'Version of the vocabulary: 2.0'),
];

const json = (schema: object): object => ({ 'application/json': { schema } });

const pathId = (name: string, description: string): object => ({
  name,
  in: 'path',
  required: true,
  description,
  schema: { type: 'string' },
});

const capture = {
  post: {
    summary: 'Capture a document: 202 means durable',
    description: `At most ${CAPTURE_EVENTS_MAX} events and ${CAPTURE_BYTES_MAX} bytes. Up to 256 events it is finished when the answer comes. An eventID sent again with equal content counts as stored.`,
    parameters: [
      ...versions,
      header('GS1-Capture-Error-Behaviour', 'All or nothing (default), or keep the good ones', [
        'rollback',
        'proceed',
      ]),
    ],
    requestBody: {
      required: true,
      content: {
        ...json({
          type: 'object',
          description: 'EPCISDocument or EPCISQueryDocument, EPCIS 2.0 JSON',
        }),
      },
    },
    responses: {
      '202': {
        description: 'Durable; the job is at Location',
        headers: { Location: { schema: { type: 'string' } } },
      },
      ...refusals,
      '413': problem('Larger than the limit'),
      '415': problem('Not JSON'),
    },
  },
};

const captureJob = {
  get: {
    summary: 'What became of a document',
    parameters: [pathId('captureID', 'As in Location')],
    responses: {
      '200': { description: 'The job', content: json({ $ref: '#/components/schemas/CaptureJob' }) },
      ...refusals,
      '404': problem('No such job of yours'),
    },
  },
};

const events = {
  post: {
    summary: 'Capture one event',
    parameters: versions,
    requestBody: {
      required: true,
      content: json({ type: 'object', description: 'One EPCIS 2.0 event with its @context' }),
    },
    responses: {
      '201': {
        description: 'Stored; equal content under a known eventID answers the same again',
        headers: { Location: { schema: { type: 'string' } } },
      },
      ...refusals,
      '409': problem('The eventID was recorded before with other content'),
      '415': problem('Not JSON'),
    },
  },
};

const event = {
  get: {
    summary: 'One event, value for value as captured, with recordTime and eventID',
    parameters: [
      pathId('eventID', 'Percent-encoded; an event without one has its CBV 2.0 event hash'),
    ],
    responses: {
      '200': { description: 'The event', content: json({ type: 'object' }) },
      ...refusals,
      '404': problem('No such event that you may see'),
    },
  },
};

const line = {
  type: 'object',
  required: ['code', 'message', 'at'],
  properties: {
    code: { type: 'string' },
    message: { type: 'string' },
    at: { type: 'string', description: 'RFC 6901 JSON Pointer' },
    expected: { type: 'string' },
    differs: { type: 'array', items: { type: 'string' } },
  },
};

const schemas = {
  Problem: {
    description: 'RFC 9457',
    type: 'object',
    required: ['type', 'title', 'status', 'instance'],
    properties: {
      type: { type: 'string', description: 'epcisException:<Name>' },
      title: { type: 'string' },
      status: { type: 'integer' },
      detail: { type: 'string' },
      instance: { type: 'string', description: 'Id of this request' },
      code: { type: 'string' },
      at: { type: 'string' },
      problems: { type: 'array', items: line },
    },
  },
  CaptureJob: {
    type: 'object',
    required: ['captureID', 'createdAt', 'running', 'success', 'captureErrorBehaviour', 'errors'],
    properties: {
      captureID: { type: 'string' },
      createdAt: { type: 'string', format: 'date-time' },
      finishedAt: { type: 'string', format: 'date-time' },
      running: { type: 'boolean' },
      success: { type: 'boolean' },
      captureErrorBehaviour: { type: 'string', enum: ['rollback', 'proceed'] },
      errors: { type: 'array', items: { $ref: '#/components/schemas/Problem' } },
      warnings: { type: 'array', items: line },
      eventsReceived: { type: 'integer' },
      eventsStored: { type: 'integer' },
    },
  },
};

/** What of the EPCIS 2.0 REST binding is built, and the feeds beside it, in our own words. */
export const openApi = {
  openapi: '3.0.3',
  info: {
    title: 'Throughline: EPCIS 2.0 REST binding, feeds and streams',
    version: '0.1.0',
    description:
      'Capture and read EPCIS 2.0 events. Questions over many events are asked by GraphQL: /schema.graphql.',
    license: { name: 'Apache-2.0' },
  },
  servers: [{ url: '/epcis' }],
  security: [{ key: [] }],
  paths: {
    '/capture': capture,
    '/capture/{captureID}': captureJob,
    '/events': events,
    '/events/{eventID}': event,
    ...feedPaths,
  },
  components: {
    securitySchemes: { key: { type: 'http', scheme: 'bearer' } },
    schemas: { ...schemas, ...feedSchemas },
  },
};
