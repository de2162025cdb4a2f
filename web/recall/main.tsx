import type { VNode } from 'preact';
import { ask } from '../ask.ts';
import { live } from '../live.tsx';
import { asking } from '../part/asking.ts';
import { spokenBy } from '../part/words.ts';
import { useWords } from '../screen.view.tsx';
import { RecallApp } from './recall-app.tsx';
import './recall.css';

const question = asking(ask);
const number = new URLSearchParams(location.search).get('number')?.trim() ?? '';

const Recall = (): VNode => (
  <RecallApp number={number} ask={question} words={spokenBy(useWords())} />
);

void live(<Recall />);
