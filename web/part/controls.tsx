import type { JSX } from 'preact';
import type { Address } from './address.ts';
import type { Direction } from './answer.ts';
import type { Words } from './words.ts';

interface ControlsProps {
  readonly address: Address;
  readonly words: Words;
  readonly onChange: (change: Partial<Address>) => void;
}

/** Which way, as it was on a day, and as it was known on a day: all in the address. */
export function Controls({ address, words, onChange }: ControlsProps): JSX.Element {
  const { say } = words;
  const way = (direction: Direction): JSX.Element => (
    <button
      type="button"
      class="btn sm"
      aria-pressed={address.direction === direction}
      onClick={() => onChange({ direction, chosen: null })}
    >
      {say(`part.direction.${direction}`)}
    </button>
  );
  return (
    <form class="controls noprint" onSubmit={(event) => event.preventDefault()}>
      <p class="flow" role="group" aria-label={say('part.direction.label')}>
        {way('BACK')}
        {way('FORWARD')}
      </p>
      <Day name="at" {...{ address, words, onChange }} />
      <Day name="known" {...{ address, words, onChange }} />
    </form>
  );
}

function Day({
  name,
  address,
  words,
  onChange,
}: ControlsProps & { readonly name: 'at' | 'known' }): JSX.Element {
  const { say } = words;
  const value = address[name];
  return (
    <p class="flow">
      <label class="flow">
        {say(name === 'known' ? 'part.known.on' : 'part.at')}
        <input
          class="in"
          type="date"
          value={value?.slice(0, 10) ?? ''}
          onChange={({ currentTarget }) =>
            onChange({ [name]: currentTarget.value === '' ? null : currentTarget.value })
          }
        />
      </label>
      {value !== null && (
        <button type="button" class="btn sm" onClick={() => onChange({ [name]: null })}>
          {say(`part.${name}.clear`)}
        </button>
      )}
    </p>
  );
}
