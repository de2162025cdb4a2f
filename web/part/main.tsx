import type { VNode } from 'preact';
import { live } from '../live.tsx';
import { useWords } from '../screen.view.tsx';
import { useQuestion } from './question.ts';
import { spokenBy } from './words.ts';
import { PartApp } from './part-app.tsx';
import './part.css';

const Part = (): VNode => {
  const words = useWords();
  return (
    <PartApp ask={useQuestion()} words={spokenBy(words)} mirrored={words.direction === 'rtl'} />
  );
};

void live(<Part />);
