/** How long a reader whose stream was cut waits before it comes again, in milliseconds. */
const RETRY_MS = 2_000;

/** Parts of a stream of server-sent events (WHATWG HTML, section 9.2): text on lines of its own, an empty line ends each. */
export const sse = {
  /** The first part: when to come again, and where a reader stands that was cut before it got anything. */
  begin: (id: string): string => `retry: ${RETRY_MS}\nid: ${id}\n\n`,
  /** An event; `data` is one line. */
  event: ({
    id,
    name,
    data,
  }: {
    readonly id: string;
    readonly name: string;
    readonly data: string;
  }): string => `id: ${id}\nevent: ${name}\ndata: ${data}\n\n`,
  /** Nothing happened: a comment, so that no proxy thinks the stream dead, and where the reader stands. */
  idle: (id: string): string => `: nothing new\nid: ${id}\n\n`,
} as const;
