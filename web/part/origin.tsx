import type { JSX } from 'preact';
import { ListFile } from '../file.view.tsx';
import type { CompositionAnswer } from './answer.ts';
import { fileAskedOf } from './file-asked.ts';
import type { Picture } from './picture.ts';
import { countryText, shareText, type Words } from './words.ts';

const kinds = ['byCountry', 'bySupplier', 'bySite'] as const;

/** Where the asked part's mass was born: by country, by company, by place; what is unknown is a bar of its own. */
export function Origin({
  picture,
  words,
}: {
  readonly picture: Picture;
  readonly words: Words;
}): JSX.Element {
  const { say } = words;
  if (picture.trace.direction === 'FORWARD') return <p class="mute">{say('part.origin.back')}</p>;
  return (
    <section class="grid" aria-label={say('part.view.origin')}>
      {kinds.map((kind) => (
        <Shares
          key={kind}
          title={say(`part.origin.${kind}`)}
          of={picture.trace[kind]}
          words={words}
        />
      ))}
      <div class="stack">
        <p class="mute">{say('part.origin.method')}</p>
        <ListFile
          list="origin"
          asked={fileAskedOf(picture)}
          isEmpty={kinds.every((kind) => picture.trace[kind] === null)}
        />
      </div>
    </section>
  );
}

function Shares({
  title,
  of,
  words,
}: {
  readonly title: string;
  readonly of: CompositionAnswer | null;
  readonly words: Words;
}): JSX.Element {
  const { say, locale } = words;
  const rows = of === null ? [] : rowsOf(of, words);
  return (
    <div>
      <h3>{title}</h3>
      {rows.length === 0 ? (
        <p class="mute">{say('part.origin.none')}</p>
      ) : (
        <table class="bars">
          <caption class="sr">{title}</caption>
          <tbody>
            {rows.map(({ name, share, unknown }) => (
              <tr key={name}>
                <th scope="row">
                  <bdi>{name}</bdi>
                  <svg
                    class={unknown ? 'bar unknown' : 'bar'}
                    width="100%"
                    height="8"
                    aria-hidden="true"
                  >
                    <rect width={`${Math.max(0.5, share * 100)}%`} height="8" x="0" />
                  </svg>
                </th>
                <td class="r">{shareText(locale, share)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  );
}

interface ShareRow {
  readonly name: string;
  readonly share: number;
  readonly unknown: boolean;
}

function rowsOf(of: CompositionAnswer, words: Words): readonly ShareRow[] {
  const { say, locale } = words;
  const known = of.shares.map(({ country, party, site, share }) => ({
    name:
      site?.name ??
      party?.name ??
      (country === null ? say('part.partyUnknown') : countryText(locale, country)),
    share: Number(share),
    unknown: false,
  }));
  const rest = (['others', 'unknown', 'withheld'] as const).map((kind) => ({
    name: say(`part.origin.${kind}`),
    share: Number(of[kind]),
    unknown: true,
  }));
  return [...known, ...rest].filter(({ share }) => share > 0);
}
