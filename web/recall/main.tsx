import type { VNode } from 'preact';
import { live } from '../live.tsx';
import { useQuestion } from '../part/question.ts';
import { spokenBy } from '../part/words.ts';
import { useWords } from '../screen.view.tsx';
import { RecallApp } from './recall-app.tsx';
import './recall.css';

const Recall = (): VNode => {
  const words = useWords();
  return (
    <RecallApp ask={useQuestion()} words={spokenBy(words)} mirrored={words.direction === 'rtl'} />
  );
};

void live(<Recall />);
