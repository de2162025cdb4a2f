import type { VNode } from 'preact';
import { ask } from '../ask.ts';
import { live } from '../live.tsx';
import { asking } from '../part/asking.ts';
import { spokenBy } from '../part/words.ts';
import { useWords } from '../screen.view.tsx';
import { RecallApp } from './recall-app.tsx';
import './recall.css';

const question = asking(ask);

const Recall = (): VNode => {
  const words = useWords();
  return <RecallApp ask={question} words={spokenBy(words)} mirrored={words.direction === 'rtl'} />;
};

void live(<Recall />);
