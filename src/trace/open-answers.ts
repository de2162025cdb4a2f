import { Injectable } from '@nestjs/common';

/** Large answers that one instance writes at a time: each holds the bare graph of its answer. */
export const LARGE_ANSWERS_MAX = 8;

/** Counts the large answers that this instance is writing, through whatever door. */
@Injectable()
export class OpenAnswers {
  private open = 0;

  /** Takes a place for an answer, to be given back when it ends, once or oftener; null: there is none left. */
  take(): (() => void) | null {
    if (this.open >= LARGE_ANSWERS_MAX) return null;
    this.open += 1;
    let isOpen = true;
    return () => {
      if (isOpen) this.open -= 1;
      isOpen = false;
    };
  }
}
