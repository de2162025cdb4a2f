import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** When a connection through the proxy is cut; asked anew at each BEGIN. */
export type CutRule =
  /** Never. */
  | { readonly kind: 'PASS' }
  /** Postgres has committed and answered; the client never learns it. */
  | { readonly kind: 'AFTER_COMMIT' }
  /** After this many bytes of the transaction, both directions counted, in the middle of whatever is being said. */
  | { readonly kind: 'AFTER_BYTES'; readonly bytes: number };

/** A TCP proxy in front of Postgres that cuts connections. */
export interface CutProxy {
  /** The database's address through the proxy. */
  readonly url: string;
  /** How many connections were cut, by the kind of rule. */
  readonly cuts: Readonly<Record<'AFTER_COMMIT' | 'AFTER_BYTES', number>>;
  setRule(next: () => CutRule): void;
  close(): Promise<void>;
}

/** What one connection is at. */
interface Conversation {
  rule: CutRule;
  seen: number;
  committing: boolean;
}

const commit = /commit\0/i;
const begin = /begin/i;

const follow = (now: Conversation, said: Buffer, next: () => CutRule): void => {
  const words = said.toString('latin1');
  if (begin.test(words)) Object.assign(now, { rule: next(), seen: 0, committing: false });
  if (commit.test(words)) now.committing = true;
};

/** Starts a proxy to the Postgres of `url`. */
export const startCutProxy = async (url: string): Promise<CutProxy> => {
  const target = new URL(url);
  const sockets = new Set<Socket>();
  const cuts = { AFTER_COMMIT: 0, AFTER_BYTES: 0 };
  let next: () => CutRule = () => ({ kind: 'PASS' });

  const server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname);
    const now: Conversation = {
      rule: { kind: 'PASS' },
      seen: 0,
      committing: false,
    };
    const end = (): void => {
      client.destroy();
      upstream.destroy();
    };
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', end);
      socket.on('close', () => {
        sockets.delete(socket);
        end();
      });
    }
    const pass = (said: Buffer, to: Socket): void => {
      const { rule } = now;
      if (rule.kind === 'AFTER_BYTES' && now.seen + said.length >= rule.bytes) {
        cuts.AFTER_BYTES += 1;
        to.write(said.subarray(0, Math.max(0, rule.bytes - now.seen)), end);
        return;
      }
      now.seen += said.length;
      to.write(said);
    };
    client.on('data', (said) => {
      follow(now, said, next);
      pass(said, upstream);
    });
    upstream.on('data', (said) => {
      if (now.rule.kind === 'AFTER_COMMIT' && now.committing) {
        cuts.AFTER_COMMIT += 1;
        end();
      } else pass(said, client);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const through = new URL(url);
  through.hostname = '127.0.0.1';
  through.port = String((server.address() as AddressInfo).port);
  return {
    url: through.href,
    cuts,
    setRule(rule) {
      next = rule;
    },
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
};
