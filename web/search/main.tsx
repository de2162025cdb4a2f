import type { VNode } from 'preact';
import { live } from '../live.tsx';
import { useQuestion } from '../part/question.ts';
import { spokenBy } from '../part/words.ts';
import { useWords } from '../screen.view.tsx';
import { SearchApp } from './search-app.tsx';
import './search.css';

const text = new URLSearchParams(location.search).get('q')?.trim() ?? '';

const Search = (): VNode => (
  <SearchApp text={text} ask={useQuestion()} words={spokenBy(useWords())} />
);

void live(<Search />);
