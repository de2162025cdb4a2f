import type { ComponentChildren, VNode } from 'preact';
import type { StepKind } from '../../src/core/epcis/step.ts';
import type { ItemKind } from '../../src/core/gs1/key.ts';
import type { HopStatus } from '../../src/core/lineage/hops.ts';
import { commaOf } from '../messages/words.ts';
import { Icon, useWords } from '../screen.view.tsx';

/** A name, and where more is told of it; null where nothing is. */
export interface LinkShown {
  readonly name: string;
  /** What it is, where its name is a number alone. */
  readonly kind?: ItemKind;
  readonly href: string | null;
}

/** One of the numbers of a thing. */
export interface NumberShown {
  readonly scheme: 'GTIN' | 'GLN' | 'PGLN' | 'OWN';
  readonly value: string;
}

/** What a record or a hand-over is about: the first few, and how many more. */
export interface ThingsShown {
  readonly things: readonly LinkShown[];
  readonly more: number;
}

/** A record as a line. */
export interface RecordShown extends ThingsShown {
  readonly step: StepKind;
  /** Of the event's own clock, `2026-03-02`. */
  readonly day: string;
  /** True: it does not count. */
  readonly claimed: boolean;
  readonly who: LinkShown | null;
  readonly place: LinkShown | null;
  /** Where the reader may declare it wrong; null: it is another's, or the key may not. */
  readonly wrong: string | null;
}

/** A hand-over as a line; parties are null where nobody recorded them. */
export interface HandOverShown extends ThingsShown {
  readonly key: string;
  readonly status: HopStatus;
  /** When it was sent, or received where that is all there is; null: not told. */
  readonly day: string | null;
  readonly from: LinkShown | null;
  readonly to: LinkShown | null;
}

/** A name that leads to its page where it has one. */
export const Named = ({ name, kind, href }: LinkShown): VNode => {
  const { say } = useWords();
  const named = <bdi>{kind === undefined ? name : `${say(`part.kind.${kind}`)} ${name}`}</bdi>;
  return href === null ? named : <a href={href}>{named}</a>;
};

/** Nothing to see: the same words for what is not there and what is not shared. */
export const Nothing = (): VNode => (
  <p class="mute" data-nothing>
    {useWords().say('organisation.nothing')}
  </p>
);

/** A day as people say it. */
export const Day = ({ day }: { readonly day: string }): VNode => (
  <time datetime={day}>
    <bdi>{useWords().date(new Date(day), { dateStyle: 'medium', timeZone: 'UTC' })}</bdi>
  </time>
);

/** Title of a page about one thing, with what may be done; below it that it was saved, where it was. */
export const Head = ({
  name,
  saved,
  children,
}: {
  readonly name: string;
  readonly saved: boolean;
  readonly children?: ComponentChildren;
}): VNode => {
  const { say } = useWords();
  return (
    <>
      {saved && (
        <div class="note ok" role="status">
          <Icon name="ok" />
          <p>{say('organisation.saved')}</p>
        </div>
      )}
      <div class="head">
        <h1>
          <bdi>{name}</bdi>
        </h1>
        {children}
      </div>
    </>
  );
};

/** One fact about a thing, within a `dl`. */
export const Fact = ({
  title,
  children,
}: {
  readonly title: string;
  readonly children: ComponentChildren;
}): VNode => (
  <div>
    <dt>{title}</dt>
    <dd>{children}</dd>
  </div>
);

/** All numbers of a thing, each with its kind. */
export const Numbers = ({ numbers }: { readonly numbers: readonly NumberShown[] }): VNode => {
  const { say } = useWords();
  return (
    <>
      {numbers.map(({ scheme, value }) => (
        <Fact key={`${scheme} ${value}`} title={say(`part.scheme.${scheme}`)}>
          <bdi dir="ltr" class="num">
            {value}
          </bdi>
        </Fact>
      ))}
    </>
  );
};

const Things = ({ things, more }: ThingsShown): VNode => {
  const { say, language } = useWords();
  return (
    <>
      {things.map((thing, index) => (
        <>
          {index > 0 && commaOf(language)}
          <Named {...thing} />
        </>
      ))}
      {more > 0 && ` ${say('part.andMore', { count: more })}`}
    </>
  );
};

/** Records, the newest first. */
export const Records = ({ records }: { readonly records: readonly RecordShown[] }): VNode => {
  const { say } = useWords();
  if (records.length === 0) return <Nothing />;
  return (
    <ol class="thread" data-records>
      {records.map((record, index) => (
        <li key={index}>
          <p>
            <b>{say(`part.step.${record.step}`)}</b> <Things {...record} />{' '}
            {record.claimed && (
              <span class="tag warn">
                <Icon name="warn" />
                {say('part.status.CLAIM')}
              </span>
            )}
          </p>
          <p class="mute">
            <Day day={record.day} />
            {record.who !== null && (
              <>
                {' · '}
                <Named {...record.who} />
              </>
            )}
            {record.place !== null && (
              <>
                {' · '}
                <Named {...record.place} />
              </>
            )}
            {record.wrong !== null && (
              <>
                {' · '}
                <a href={record.wrong}>{say('wrong.link')}</a>
              </>
            )}
          </p>
        </li>
      ))}
    </ol>
  );
};

/** Each state with its shape and its colour; the word stands beside them. */
const states = {
  IN_TRANSIT: ['ship', 'tag'],
  PARTLY_RECEIVED: ['ship', 'tag'],
  RECEIVED: ['ok', 'tag ok'],
  SHORT: ['warn', 'tag warn'],
  OVER: ['warn', 'tag warn'],
  UNANNOUNCED: ['warn', 'tag warn'],
} as const;

const Side = ({ title, party }: { title: string; party: LinkShown | null }): VNode => {
  const { say } = useWords();
  return (
    <>
      <span class="mute">{title}</span>{' '}
      {party === null ? say('part.partyUnknown') : <Named {...party} />}
    </>
  );
};

/** Hand-overs, the newest first. */
export const HandOvers = ({
  handOvers,
}: {
  readonly handOvers: readonly HandOverShown[];
}): VNode => {
  const { say } = useWords();
  if (handOvers.length === 0) return <Nothing />;
  return (
    <ol class="thread" data-hand-overs>
      {handOvers.map((one) => {
        const [icon, looks] = states[one.status];
        return (
          <li key={one.key}>
            <p>
              <Things {...one} />{' '}
              <span class={looks}>
                <Icon name={icon} />
                {say(`part.hop.${one.status}`)}
              </span>
            </p>
            <p>
              <Side title={say('organisation.from')} party={one.from} />{' '}
              <Side title={say('organisation.to')} party={one.to} />
            </p>
            {one.day !== null && (
              <p class="mute">
                <Day day={one.day} />
              </p>
            )}
          </li>
        );
      })}
    </ol>
  );
};

/** Things by name; where there are more than are listed, a way to them. */
export const Links = ({
  links,
  more,
}: {
  readonly links: readonly LinkShown[];
  /** Page that has them all; null: these are all. */
  readonly more: string | null;
}): VNode => {
  const { say } = useWords();
  if (links.length === 0) return <Nothing />;
  return (
    <>
      <ul class="names">
        {links.map((link, index) => (
          <li key={index}>
            <Named {...link} />
          </li>
        ))}
      </ul>
      {more !== null && (
        <p>
          <a href={more}>{say('organisation.more')}</a>
        </p>
      )}
    </>
  );
};

/** A page for a file of hand-overs that nobody can wait for. */
export const TooMany = ({ name }: { readonly name: string }): VNode => (
  <div class="narrow stack">
    <h1>
      <bdi>{name}</bdi>
    </h1>
    <p>{useWords().say('organisation.handOvers.tooMany')}</p>
  </div>
);

/** A page for what is not there, or not shared. */
export const NotThere = (): VNode => {
  const { say } = useWords();
  return (
    <div class="narrow stack" data-nothing>
      <h1>{say('organisation.nothing')}</h1>
      <p>{say('organisation.nothing.why')}</p>
    </div>
  );
};
