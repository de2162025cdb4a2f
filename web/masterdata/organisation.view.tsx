import type { VNode } from 'preact';
import { type FileAsked, ListFile } from '../file.view.tsx';
import { Icon, useWords } from '../screen.view.tsx';
import {
  Fact,
  HandOvers,
  type HandOverShown,
  Head,
  Links,
  type LinkShown,
  Named,
  Numbers,
  type NumberShown,
  Records,
  type RecordShown,
} from './shown.view.tsx';

/** A company and what may be seen of it. */
export interface OrganisationShown {
  readonly name: string;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  readonly numbers: readonly NumberShown[];
  /** Who says all this of it; null: it has an account and speaks for itself. */
  readonly describedBy: LinkShown | null;
  readonly headcountBand: string | null;
  readonly women: 'OWNED' | 'LED' | 'NONE' | 'UNKNOWN' | null;
  readonly members: number | null;
  readonly womenMembers: number | null;
  readonly records: readonly RecordShown[];
  /** null: there are too many to look through. */
  readonly handOvers: readonly HandOverShown[] | null;
  readonly sites: readonly LinkShown[];
  readonly products: readonly LinkShown[];
  readonly hasMoreSites: boolean;
  readonly hasMoreProducts: boolean;
  /** What its page was asked with. */
  readonly asked: FileAsked;
  /** Where the reader may change it, and may add a supplier; null: the reader may not. */
  readonly change: string | null;
  readonly add: string | null;
  readonly saved: boolean;
}

const About = (shown: OrganisationShown): VNode => {
  const { say, country, number } = useWords();
  const { describedBy, headcountBand, women, members, womenMembers } = shown;
  return (
    <dl class="about">
      <Fact title={say('organisation.country')}>
        <bdi>{country(shown.country)}</bdi>
      </Fact>
      <Numbers numbers={shown.numbers} />
      <Fact title={say('organisation.word')}>
        {describedBy === null ? say('organisation.word.itself') : <Named {...describedBy} />}
      </Fact>
      {headcountBand !== null && (
        <Fact title={say('organisation.people')}>
          <bdi dir="ltr">{headcountBand}</bdi>
        </Fact>
      )}
      {women !== null && (
        <Fact title={say('organisation.women')}>{say(`organisation.women.${women}`)}</Fact>
      )}
      {members !== null && <Fact title={say('organisation.members')}>{number(members)}</Fact>}
      {womenMembers !== null && (
        <Fact title={say('organisation.womenMembers')}>{number(womenMembers)}</Fact>
      )}
    </dl>
  );
};

/** What a company describes. */
const Described = ({
  title,
  list,
  asked,
  links,
  more,
}: {
  readonly title: string;
  readonly list: 'organisation-sites' | 'organisation-products';
  readonly asked: FileAsked;
  readonly links: readonly LinkShown[];
  readonly more: string | null;
}): VNode => (
  <section class="stack">
    <div class="between">
      <h2>{title}</h2>
      <ListFile list={list} asked={asked} isEmpty={links.length === 0} />
    </div>
    <Links links={links} more={more} />
  </section>
);

/** What it recorded and handed over last. */
const Newest = (shown: OrganisationShown): VNode => {
  const { say } = useWords();
  return (
    <div class="pair">
      <section class="stack">
        <div class="between">
          <h2>{say('organisation.records')}</h2>
          <ListFile
            list="organisation-records"
            asked={shown.asked}
            isEmpty={shown.records.length === 0}
          />
        </div>
        <Records records={shown.records} />
      </section>
      <section class="stack">
        <div class="between">
          <h2>{say('organisation.handOvers')}</h2>
          <ListFile
            list="organisation-hops"
            asked={shown.asked}
            isEmpty={shown.handOvers?.length === 0}
          />
        </div>
        {shown.handOvers === null ? (
          <p>{say('organisation.handOvers.tooMany')}</p>
        ) : (
          <HandOvers handOvers={shown.handOvers} />
        )}
      </section>
    </div>
  );
};

/** `/console/organisation`: a company, what it recorded, handed over, runs and makes. */
export const Organisation = (shown: OrganisationShown): VNode => {
  const { say } = useWords();
  return (
    <div class="stack thing">
      <Head name={shown.name} saved={shown.saved}>
        <p class="chips">
          {shown.change !== null && (
            <a class="btn" href={shown.change}>
              {say('organisation.change')}
            </a>
          )}
          {shown.add !== null && (
            <a class="btn" href={shown.add}>
              <Icon name="plus" />
              {say('organisation.add')}
            </a>
          )}
        </p>
      </Head>
      <About {...shown} />
      <Newest {...shown} />
      <Described
        title={say('site.list')}
        list="organisation-sites"
        asked={shown.asked}
        links={shown.sites}
        more={shown.hasMoreSites ? '/console/sites' : null}
      />
      <Described
        title={say('product.list')}
        list="organisation-products"
        asked={shown.asked}
        links={shown.products}
        more={shown.hasMoreProducts ? '/console/products' : null}
      />
    </div>
  );
};
