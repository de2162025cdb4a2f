import type { VNode } from 'preact';
import { ask } from '../ask.ts';
import { live } from '../live.tsx';
import { asking } from '../part/asking.ts';
import { spokenBy } from '../part/words.ts';
import { useWords } from '../screen.view.tsx';
import { SearchApp } from './search-app.tsx';
import './search.css';

const question = asking(ask);
const text = new URLSearchParams(location.search).get('q')?.trim() ?? '';

const Search = (): VNode => <SearchApp text={text} ask={question} words={spokenBy(useWords())} />;

void live(<Search />);
