import type { VNode } from 'preact';
import { ask } from '../ask.ts';
import { live } from '../live.tsx';
import { asking } from '../part/asking.ts';
import { spokenBy } from '../part/words.ts';
import { useWords } from '../screen.view.tsx';
import { ContainerApp } from './container-app.tsx';
import './container.css';

const question = asking(ask);

const Container = (): VNode => {
  const words = spokenBy(useWords());
  return <ContainerApp ask={question} words={words} />;
};

void live(<Container />);
