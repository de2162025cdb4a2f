import { Injectable } from '@nestjs/common';

/** Streams that one key may have open on one instance. */
export const STREAMS_PER_KEY_MAX = 5;
/** Streams of all keys on one instance: each costs a socket and a page of events. */
const STREAMS_MAX = 200;

/** Counts the streams that are open on this instance. */
@Injectable()
export class OpenStreams {
  private readonly perKey = new Map<number | null, number>();
  private all = 0;

  /** Takes a place for a stream of a key (internal id), to be given back when it ends; or says which limit is reached. */
  take(key: number | null): (() => void) | 'KEY' | 'INSTANCE' {
    const open = this.perKey.get(key) ?? 0;
    if (open >= STREAMS_PER_KEY_MAX) return 'KEY';
    if (this.all >= STREAMS_MAX) return 'INSTANCE';
    this.perKey.set(key, open + 1);
    this.all += 1;
    let isOpen = true;
    return () => {
      if (isOpen) this.giveBack(key);
      isOpen = false;
    };
  }

  private giveBack(key: number | null): void {
    const open = (this.perKey.get(key) ?? 1) - 1;
    if (open === 0) this.perKey.delete(key);
    else this.perKey.set(key, open);
    this.all -= 1;
  }
}
