import type { VNode } from 'preact';
import { ask } from '../ask.ts';
import { live } from '../live.tsx';
import { useWords } from '../screen.view.tsx';
import { asking } from './asking.ts';
import { PartApp } from './part-app.tsx';
import './part.css';

const question = asking(ask);

const Part = (): VNode => {
  const words = useWords();
  const spoken = { locale: words.language, say: words.say };
  return <PartApp ask={question} words={spoken} mirrored={words.direction === 'rtl'} />;
};

void live(<Part />);
