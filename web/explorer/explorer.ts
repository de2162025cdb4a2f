import { json } from '@codemirror/lang-json';
import { Compartment, EditorState, type Extension } from '@codemirror/state';
import { EditorView, keymap } from '@codemirror/view';
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { tags } from '@lezer/highlight';
import { basicSetup } from 'codemirror';
import { graphql, updateSchema } from 'cm6-graphql';
import { buildSchema } from 'graphql';
import { ask, curlOf, readQuestions, type Question } from './ask.ts';

/** The page's own colours, so that light and dark follow the tokens. */
const colours = syntaxHighlighting(
  HighlightStyle.define([
    { tag: [tags.keyword, tags.bool, tags.null], color: 'var(--info)' },
    { tag: [tags.string], color: 'var(--ok)' },
    { tag: [tags.number], color: 'var(--warn)' },
    { tag: [tags.propertyName, tags.attributeName], color: 'var(--accent)' },
    { tag: [tags.comment], color: 'var(--text-2)', fontStyle: 'italic' },
  ]),
);

const element = <Kind extends HTMLElement>(id: string, kind: new () => Kind): Kind => {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new Error(`the page has no ${id}`);
  return found;
};

/** In the page's own colours; the height comes from the page. */
const theme = EditorView.theme({
  '&': {
    height: 'var(--editor-height)',
    maxHeight: 'var(--editor-height-max)',
    backgroundColor: 'var(--surface)',
    color: 'var(--text)',
    fontSize: '0.8125rem',
  },
  '.cm-content': { caretColor: 'var(--text)', fontFamily: 'var(--mono)' },
  '.cm-cursor': { borderLeftColor: 'var(--text)' },
  '.cm-gutters': {
    backgroundColor: 'var(--bg)',
    color: 'var(--text-2)',
    borderColor: 'var(--line)',
  },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'transparent' },
  '&.cm-focused .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: 'var(--soft) !important',
  },
  '.cm-tooltip': {
    backgroundColor: 'var(--surface)',
    color: 'var(--text)',
    borderColor: 'var(--line)',
  },
});

/** In a shadow root, where CodeMirror's styles are adopted sheets: the page's policy allows no inline style. */
const editor = (id: string, label: string, extensions: readonly Extension[]): EditorView => {
  const root = element(id, HTMLDivElement).attachShadow({ mode: 'open' });
  return new EditorView({
    root,
    parent: root,
    extensions: [
      keymap.of([{ key: 'Mod-Enter', run: () => (void run(), true) }]),
      basicSetup,
      colours,
      theme,
      EditorView.lineWrapping,
      EditorView.contentAttributes.of({ 'aria-label': label, tabindex: '0' }),
      ...extensions,
    ],
  });
};

const write = (view: EditorView, text: string): void =>
  view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } });

const language = new Compartment();
const query = editor('query', 'Query', [language.of(graphql())]);
const variables = editor('variables', 'Variables', [json()]);
const answer = editor('answer', 'Answer', [json(), EditorState.readOnly.of(true)]);
const key = element('key', HTMLInputElement);
const status = element('status', HTMLParagraphElement);
const curl = element('curl', HTMLPreElement);

const asked = (): { key: string; query: string; variables: string } => ({
  key: key.value.trim(),
  query: query.state.doc.toString(),
  variables: variables.state.doc.toString(),
});

async function run(): Promise<void> {
  status.textContent = 'Asking…';
  curl.textContent = curlOf(location.origin, asked());
  const { text, summary } = await ask(asked());
  write(answer, text);
  status.textContent = summary;
}

const choose = (question: Question, button: HTMLButtonElement): void => {
  for (const other of document.querySelectorAll('nav [aria-current]'))
    other.removeAttribute('aria-current');
  button.setAttribute('aria-current', 'true');
  key.value = question.key;
  write(query, question.query);
  write(variables, JSON.stringify(question.variables, null, 2));
  curl.textContent = curlOf(location.origin, asked());
};

const entry = (question: Question): HTMLLIElement => {
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = question.title;
  const who = document.createElement('small');
  who.textContent = `as ${question.viewer}`;
  button.append(who);
  button.addEventListener('click', () => {
    choose(question, button);
    void run();
  });
  const item = document.createElement('li');
  item.append(button);
  return item;
};

const open = async (): Promise<void> => {
  const { questions, start } = await readQuestions();
  const list = element('questions', HTMLUListElement);
  for (const question of questions) list.append(entry(question));
  element('no-questions', HTMLParagraphElement).hidden = questions.length > 0;
  const first = list.querySelector('button');
  if (questions[0] && first) choose(questions[0], first);
  else write(query, start);
  element('run', HTMLButtonElement).focus();
  const response = await fetch('/schema.graphql');
  if (response.ok) updateSchema(query, buildSchema(await response.text()));
};

element('run', HTMLButtonElement).addEventListener('click', () => void run());
element('copy', HTMLButtonElement).addEventListener(
  'click',
  () => void navigator.clipboard.writeText(curl.textContent ?? ''),
);
void open();
