import type { Problem } from '../core/result.ts';
import type { Appended, NewEntry } from '../log/entry.ts';

/** What became of one event. */
export interface CapturedEvent {
  readonly status: 'RECORDED' | 'ALREADY_RECORDED' | 'REFUSED';
  /** Position in the log; null when refused. */
  readonly position: number | null;
  /** Server clock; null when refused. */
  readonly recordTime: string | null;
  /** eventID, or the CBV event hash. */
  readonly eventKey: string;
  /** The bytes that were recorded now; null when nothing was, or something was before. */
  readonly text: string | null;
  /** Why it was refused. */
  readonly problems: readonly Problem[];
  /** Recorded all the same, but look. */
  readonly warnings: readonly Problem[];
}

/** The problem with an entry that was not stored because of its own content; null for every other. */
export const conflictOf = (appended: Appended, at: string): Problem | null =>
  appended.status !== 'CONFLICT'
    ? null
    : {
        code: 'ID_CONFLICT',
        message: isPromised(appended)
          ? 'A capture job that is running has promised this id to an event with other content. Try again when that job has ended, or give a new id.'
          : 'Another event was recorded under this id. Never change a sent record: correct it, or give a new id.',
        at,
        differs: appended.differs,
        ...(appended.existing === null ? {} : { existing: String(appended.existing) }),
      };

/** In conflict with what no record and no entry of the same batch says: it stands in the document of a running rollback job. */
const isPromised = ({ existing, differs }: Extract<Appended, { status: 'CONFLICT' }>): boolean =>
  existing === null && differs.length === 0;

/** The conflicts of several events, each at its own pointer. */
export const conflictsOf = (
  appended: readonly Appended[],
  events: readonly { readonly at: string }[],
): readonly Problem[] =>
  appended.flatMap((answer, index) => {
    const conflict = conflictOf(answer, events[index]?.at ?? '');
    return conflict === null ? [] : [conflict];
  });

/** The problem of a good event that was not stored because others of its capture are bad. */
export const rolledBack = (at: string): Problem => ({
  code: 'ROLLED_BACK',
  message: 'Nothing was stored, because other parts have problems. Repair them and send all again.',
  at,
});

/** An answer of the log in the words of capture. */
export const outcomeOf = (
  appended: Appended,
  about: {
    readonly at: string;
    readonly entry: Pick<NewEntry, 'eventKey' | 'text'>;
    readonly warnings: readonly Problem[];
  },
): CapturedEvent => {
  const { at, entry, warnings } = about;
  const { eventKey } = entry;
  if (appended.status === 'CREATED' || appended.status === 'EXISTING') {
    const { position, recordTime } = appended;
    const isNew = appended.status === 'CREATED';
    return {
      status: isNew ? 'RECORDED' : 'ALREADY_RECORDED',
      position,
      recordTime,
      eventKey,
      text: isNew ? entry.text : null,
      problems: [],
      warnings,
    };
  }
  const problem = conflictOf(appended, at) ?? rolledBack(at);
  return {
    status: 'REFUSED',
    position: null,
    recordTime: null,
    eventKey,
    text: null,
    problems: [problem],
    warnings,
  };
};
