import { Injectable } from '@nestjs/common';

/** What is too large to be answered as a whole; a provider, so that a spec can set it small. */
@Injectable()
export class TraceLimits {
  /** Nodes of a trace of which shares are computed; a larger one has exact counts and the gap TOO_LARGE. */
  readonly sharesNodesMax: number = 50_000;
}
