import type { VNode } from 'preact';
import { ask } from '../ask.ts';
import { live } from '../live.tsx';
import { asking } from '../part/asking.ts';
import { useWords } from '../screen.view.tsx';
import { ContainerApp } from './container-app.tsx';
import './container.css';

const question = asking(ask);

const Container = (): VNode => {
  const words = useWords();
  return <ContainerApp ask={question} words={{ locale: words.language, say: words.say }} />;
};

void live(<Container />);
