import { useMemo } from 'preact/hooks';
import { ask } from '../ask.ts';
import { useWords } from '../screen.view.tsx';
import { asking } from './asking.ts';
import type { Ask } from './load.ts';
import { spokenAnswer } from './names.ts';

const question = asking(ask);

/** Asks the service as who is signed in; items are named as the reader says it. */
export const useQuestion = (): Ask => {
  const { say } = useWords();
  return useMemo(
    () => async (query, variables) => spokenAnswer(say, await question(query, variables)),
    [say],
  );
};
