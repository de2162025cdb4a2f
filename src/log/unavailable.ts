/**
 * The service cannot take this now (overload, no database, stopping). Not a refusal of the content: the same request with the
 * same ids may be sent again at any time and nothing is doubled. Doors answer 503 with `Retry-After`.
 */
export class UnavailableError extends Error {
  /** After how many seconds to try again. */
  readonly retryAfterSeconds: number;

  constructor(message: string, retryAfterSeconds: number, options?: ErrorOptions) {
    super(message, options);
    this.name = 'UnavailableError';
    this.retryAfterSeconds = retryAfterSeconds;
  }
}
