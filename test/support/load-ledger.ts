import { expect } from '@jest/globals';
import pg from 'pg';

/** An event, as one that is sent again is known: its id, and whether this is its error declaration. */
export const identityOf = (event: Readonly<Record<string, unknown>>): string =>
  `${String(event['eventID'])}${event['errorDeclaration'] === undefined ? '' : ' declared'}`;

/** What was sent, and what the service has promised to keep. */
export class Ledger {
  readonly sent = new Set<string>();
  readonly acknowledged = new Set<string>();
}

/** How much of a log was held against a ledger. */
export interface Counted {
  readonly stored: number;
  readonly sent: number;
  readonly acknowledged: number;
}

/** Identities in the log, by position. */
const stored = async (client: pg.Client): Promise<readonly string[]> => {
  const { rows } = await client.query<{ position: string; identity: string }>(
    `select position::text, event_key || case when declaration_time is null then '' else ' declared' end as identity
     from log.entry order by log.entry.position`,
  );
  expect(rows.findIndex(({ position }, index) => Number(position) !== index)).toBe(-1);
  return rows.map(({ identity }) => identity);
};

/** Positions without a gap, each event once, everything acknowledged there, and nothing that nobody sent. */
export const expectKept = async (databaseUrl: string, ledger: Ledger): Promise<Counted> => {
  const acknowledged = [...ledger.acknowledged];
  const client = new pg.Client({ connectionString: databaseUrl });
  // The database may be killed while it is asked: that is told by the query.
  client.on('error', () => undefined);
  await client.connect();
  try {
    const identities = await stored(client);
    const there = new Set(identities);
    expect(identities.length - there.size).toBe(0);
    expect(acknowledged.filter((one) => !there.has(one))).toEqual([]);
    expect(identities.filter((one) => !ledger.sent.has(one))).toEqual([]);
    return { stored: there.size, sent: ledger.sent.size, acknowledged: acknowledged.length };
  } finally {
    await client.end();
  }
};
