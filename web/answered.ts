import { useEffect, useState } from 'preact/hooks';

/** How far a question is. */
export type Answered<Value, Progress> =
  | { readonly kind: 'WAITING'; readonly progress: Progress | null }
  /** There is no such thing, or it is not shared. */
  | { readonly kind: 'NOTHING' }
  | { readonly kind: 'FAILED'; readonly error: unknown }
  /** With how far the rest of it is; null: this is all. */
  | { readonly kind: 'ANSWER'; readonly value: Value; readonly progress: Progress | null };

/** Loads an answer; null: there is none. `told` hears how far it is, and what of it can be shown already. */
export type Load<Value, Progress> = (
  told: (progress: Progress, early?: Value | null) => void,
) => Promise<Value | null>;

/**
 * Asks, and asks anew when one of the values that the question is made of changes or the second answer is called. Until the new answer is
 * there nothing of the old one is shown, and an answer that comes too late never.
 */
export const useAnswer = <Value, Progress>(
  load: Load<Value, Progress>,
  madeOf: readonly unknown[],
): readonly [Answered<Value, Progress>, () => void] => {
  const [shown, setShown] = useState<Answered<Value, Progress>>({
    kind: 'WAITING',
    progress: null,
  });
  const [round, setRound] = useState(0);
  useEffect(() => {
    let wanted = true;
    const show = (next: Answered<Value, Progress>): void => {
      if (wanted) setShown(next);
    };
    show({ kind: 'WAITING', progress: null });
    load((progress, value = null) =>
      show(value === null ? { kind: 'WAITING', progress } : { kind: 'ANSWER', value, progress }),
    ).then(
      (value) =>
        show(value === null ? { kind: 'NOTHING' } : { kind: 'ANSWER', value, progress: null }),
      (error: unknown) => show({ kind: 'FAILED', error }),
    );
    return () => {
      wanted = false;
    };
  }, [...madeOf, round]);
  return [shown, () => setRound((last) => last + 1)];
};
