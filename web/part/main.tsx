import type { VNode } from 'preact';
import { ask } from '../ask.ts';
import { live } from '../live.tsx';
import { useWords } from '../screen.view.tsx';
import { asking } from './asking.ts';
import { spokenBy } from './words.ts';
import { PartApp } from './part-app.tsx';
import './part.css';

const question = asking(ask);

const Part = (): VNode => {
  const words = useWords();
  return <PartApp ask={question} words={spokenBy(words)} mirrored={words.direction === 'rtl'} />;
};

void live(<Part />);
