import type { RecallInput, RecallSubject } from '../trace/recall-subject.ts';

/** A recall or a drill to start, as it is given. */
export interface StartRecall {
  /** A URI made by the client: the same again is the same case. */
  readonly id: string;
  readonly of: RecallInput;
  /** For the holders. */
  readonly reason: string;
  /** Nobody outside is told and nothing is held. */
  readonly drill?: boolean | null;
}

/** The last word of a holder. */
export interface RecallAnswer {
  /** Internal id of the holder. */
  readonly organisation: number;
  /** Null: seen, and nothing more said. */
  readonly answer: string | null;
  /** UTC with milliseconds. */
  readonly answeredAt: string;
}

/** What a case is made of. */
export interface RecallFacts {
  /** Internal id of the organisation. */
  readonly starter: number;
  /** The id that the client gave. */
  readonly key: string;
  readonly subject: RecallSubject;
  readonly reason: string;
  readonly drill: boolean;
  /** UTC with milliseconds, by the clock of the service. */
  readonly startedAt: string;
}

/** A recall or a drill that was started. */
export interface RecallCase extends RecallFacts {
  /** Internal id. */
  readonly id: number;
  /** Null: open. */
  readonly closedAt: string | null;
  /** Holders that were told, internal ids of organisations. */
  readonly addressees: readonly number[];
  /** Of each that answered the last answer, by time. */
  readonly answers: readonly RecallAnswer[];
}
