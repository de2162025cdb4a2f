import type { VNode } from 'preact';
import { type FileAsked, ListFile } from '../file.view.tsx';
import { useWords } from '../screen.view.tsx';
import {
  Fact,
  Head,
  Links,
  type LinkShown,
  Named,
  Numbers,
  type NumberShown,
  Records,
  type RecordShown,
} from './shown.view.tsx';

/** A place and what may be seen of it. */
export interface SiteShown {
  readonly name: string;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  /** ISO 3166-2; null: not said. */
  readonly subdivision: string | null;
  /** WGS 84 degrees; both or none. */
  readonly latitude: number | null;
  readonly longitude: number | null;
  readonly numbers: readonly NumberShown[];
  readonly within: LinkShown | null;
  readonly operator: LinkShown | null;
  readonly describedBy: LinkShown | null;
  readonly records: readonly RecordShown[];
  readonly parts: readonly LinkShown[];
  /** What its page was asked with. */
  readonly asked: FileAsked;
  /** Where the reader may change it; null: the reader may not. */
  readonly change: string | null;
  readonly saved: boolean;
}

const About = (shown: SiteShown): VNode => {
  const { say, country } = useWords();
  const { subdivision, latitude, longitude, within, operator, describedBy } = shown;
  return (
    <dl class="about">
      <Fact title={say('organisation.country')}>
        <bdi>{country(shown.country)}</bdi>
      </Fact>
      <Fact title={say('site.region')}>
        {subdivision === null ? say('part.notRecorded') : <bdi>{subdivision}</bdi>}
      </Fact>
      <Fact title={say('site.coordinates')}>
        {latitude === null || longitude === null ? (
          say('part.notRecorded')
        ) : (
          <bdi dir="ltr" class="num">{`${latitude}, ${longitude}`}</bdi>
        )}
      </Fact>
      <Fact title={say('site.operator')}>
        {operator === null ? say('part.notRecorded') : <Named {...operator} />}
      </Fact>
      {within !== null && (
        <Fact title={say('site.within')}>
          <Named {...within} />
        </Fact>
      )}
      <Numbers numbers={shown.numbers} />
      {describedBy !== null && (
        <Fact title={say('organisation.word')}>
          <Named {...describedBy} />
        </Fact>
      )}
    </dl>
  );
};

/** Asks what became of all that was at a place in some days. */
const RecallForm = ({ gln }: { readonly gln: string }): VNode => {
  const { say } = useWords();
  return (
    <form class="recall noprint" action="/console/recall" aria-label={say('site.recall')}>
      <input type="hidden" name="site" value={gln} />
      <label>
        {say('site.recall.from')} <input class="in" type="date" name="from" required />
      </label>
      <label>
        {say('site.recall.until')} <input class="in" type="date" name="until" required />
      </label>
      <button class="btn">{say('site.recall')}</button>
    </form>
  );
};

/** `/console/site`: a place, what was recorded there, and what lies within it. */
export const Site = (shown: SiteShown): VNode => {
  const { say } = useWords();
  const gln = shown.numbers.find(({ scheme }) => scheme === 'GLN');
  return (
    <div class="stack thing">
      <Head name={shown.name} saved={shown.saved}>
        {shown.change !== null && (
          <a class="btn" href={shown.change}>
            {say('organisation.change')}
          </a>
        )}
      </Head>
      <About {...shown} />
      {gln !== undefined && <RecallForm gln={gln.value} />}
      <section class="stack">
        <div class="between">
          <h2>{say('site.records')}</h2>
          <ListFile list="site-records" asked={shown.asked} isEmpty={shown.records.length === 0} />
        </div>
        <Records records={shown.records} />
      </section>
      <section class="stack">
        <div class="between">
          <h2>{say('site.parts')}</h2>
          <ListFile list="site-parts" asked={shown.asked} isEmpty={shown.parts.length === 0} />
        </div>
        <Links links={shown.parts} more={null} />
      </section>
    </div>
  );
};
