import type { Problem } from '../result.ts';

/** Beyond this many reasons a list says nothing new; the rest of one event is not listed. */
const findingsMax = 100;

/** What one event's or document's check has found so far; pointers are absolute. */
export class Findings {
  readonly problems: Problem[] = [];
  readonly warnings: Problem[] = [];

  /** EPCIS_INVALID: against the standard. */
  invalid(at: string, message: string, expected?: string): void {
    this.add(this.problems, 'EPCIS_INVALID', at, sentence(message, expected));
  }

  /** INVALID_VALUE: within the schema, but refused by our own limits. */
  refused(at: string, message: string, expected?: string): void {
    this.add(this.problems, 'INVALID_VALUE', at, sentence(message, expected));
  }

  /** Recorded all the same. */
  warn(code: 'CHECK_DIGIT' | 'INVALID_VALUE', at: string, words: Words): void {
    this.add(this.warnings, code, at, words);
  }

  private add(list: Problem[], code: Problem['code'], at: string, words: Words): void {
    if (list.length < findingsMax) list.push({ code, at, ...words });
  }
}

/** The words of a problem. */
export interface Words {
  readonly message: string;
  readonly expected?: string;
}

const sentence = (message: string, expected?: string): Words =>
  expected === undefined ? { message } : { message, expected };
