import type { VNode } from 'preact';
import { live } from '../live.tsx';
import { useQuestion } from '../part/question.ts';
import { spokenBy } from '../part/words.ts';
import { useWords } from '../screen.view.tsx';
import { ContainerApp } from './container-app.tsx';
import './container.css';

const Container = (): VNode => {
  const words = spokenBy(useWords());
  return <ContainerApp ask={useQuestion()} words={words} />;
};

void live(<Container />);
