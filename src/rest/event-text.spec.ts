import { eventText } from './event-text.ts';

const recorded = {
  eventKey: 'ni:///sha-256;00?ver=CBV2.0',
  recordTime: '2026-05-01T12:00:00.000Z',
};
const filled = (stored: string): unknown => JSON.parse(eventText(stored, recorded));

test('the server gives an event its id and record time', () => {
  expect(filled('{"type":"ObjectEvent"}')).toEqual({
    type: 'ObjectEvent',
    eventID: recorded.eventKey,
    recordTime: recorded.recordTime,
  });
});

test('an id of its own stays, a record time of the sender does not', () => {
  expect(filled('{"eventID":"urn:a","recordTime":"1999-01-01T00:00:00Z"}')).toEqual({
    eventID: 'urn:a',
    recordTime: recorded.recordTime,
  });
});

test('numbers past double precision keep their digits', () => {
  expect(eventText('{"x:n":12345678901234567890.5}', recorded)).toContain(
    '"x:n":12345678901234567890.5',
  );
});
