import { Injectable } from '@nestjs/common';
import { canBeStored } from '../access/checks.ts';
import { DirectoryService } from '../access/directory.service.ts';
import { organisationsByIds } from '../access/organisation.store.ts';
import { makeOwnName } from '../access/own-key.ts';
import type { Page, PageRequest } from '../access/page.ts';
import { numberLost, otherRegistered, saysTheSame, writtenOver } from '../access/registration.ts';
import { requireScope } from '../access/scope.ts';
import {
  type AsOf,
  firstVersion,
  knownAtOf,
  merged,
  newestVersion,
  sameFacts,
} from '../access/versions.ts';
import type { Viewer } from '../access/viewer.ts';
import { type Problem, type Result, accept, refuse } from '../core/result.ts';
import { Clock } from '../platform/clock.ts';
import { Database } from '../platform/database.ts';
import { Settings } from '../platform/settings.ts';
import type { Transaction } from '../platform/transaction.ts';
import type { Asked } from './shown.ts';
import { checkSite } from './site-input.ts';
import type { CheckedSite } from './site-input.ts';
import type { RegisterSite, SiteFacts, SiteFilter, SiteNumber, SiteView } from './site.ts';
import {
  addSiteNumber,
  addSiteVersion,
  contains,
  insertSite,
  listSites,
  lockSites,
  ownSiteAddedAs,
  ownSiteByKey,
  siteIdsByKeys,
  siteIdsWithin,
  siteKeysEverRunBy,
  sitesByIds,
} from './site.store.ts';

/** Places looked at below those that are asked for: more than any company has. */
const SITES_WITHIN_MAX = 10_000;

/** Places, each as described by who recorded it (domain rule 45). */
@Injectable()
export class SiteService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly settings: Settings,
    private readonly directory: DirectoryService,
  ) {}

  /** One site as of a day, today unless said, or as known at an instant; null when unknown or hidden. */
  async byId(viewer: Viewer, id: number, asOf?: AsOf | null): Promise<SiteView | null> {
    return (await this.byIds(viewer, [id], asOf)).get(id) ?? null;
  }

  /** Sites by internal id as of a day, today unless said, or as known at an instant; unknown and hidden ones are left out. */
  byIds(
    viewer: Viewer,
    ids: readonly number[],
    asOf?: AsOf | null,
  ): Promise<ReadonlyMap<number, SiteView>> {
    return this.directory.byIds(viewer, asOf, (tx, version) => sitesByIds(tx, ids, version));
  }

  /** The site that a canonical key means to this viewer; null when unknown or hidden. */
  async byKey(viewer: Viewer, key: string, asOf?: AsOf | null): Promise<SiteView | null> {
    return (await this.byKeys(viewer, [key], asOf)).get(key) ?? null;
  }

  /** The sites that canonical keys mean to this viewer, by key; unknown and hidden ones are left out. */
  async byKeys(
    viewer: Viewer,
    keys: readonly string[],
    asOf?: AsOf | null,
  ): Promise<ReadonlyMap<string, SiteView>> {
    const views = await this.shown(
      viewer,
      keys.map((key) => ({ key, recorder: null })),
      asOf,
    );
    return new Map(
      keys.flatMap((key, index) => {
        const view = views[index];
        return view === null || view === undefined ? [] : [[key, view] as const];
      }),
    );
  }

  /**
   * The site to show for each key, in the order asked; null for none. The verified owner of the GLN's company prefix speaks first, then the
   * viewer, then who recorded what names it, then whoever did first (domain rule 44).
   */
  async shown(
    viewer: Viewer,
    asked: readonly Asked[],
    asOf?: AsOf | null,
  ): Promise<readonly (SiteView | null)[]> {
    const ids = await this.directory.lookUp<readonly (number | null)[]>(viewer, [], (tx) =>
      siteIdsByKeys(tx, asked.map(sayable), viewer.organisation, knownAtOf(asOf)),
    );
    const views = await this.byIds(viewer, [...new Set(ids.flatMap((id) => id ?? []))], asOf);
    return asked.map((_, index) => views.get(ids[index] ?? -1) ?? null);
  }

  /**
   * Canonical keys of sites and of all places below them, as they lay by what was known at an instant, now unless said: an event at a gate
   * is an event at its port (EPCIS 2.0 `WD_`, domain rule 28). Unknown and hidden sites are left out, and so is what lies below them.
   */
  async keysWithin(
    viewer: Viewer,
    ids: readonly number[],
    knownAt: string | null = null,
  ): Promise<readonly string[]> {
    const views = await this.andBelow(viewer, ids, knownAt);
    return views.flatMap(({ numbers }) => numbers.map(({ key }) => key));
  }

  /** Canonical keys of the sites that some organisations run, or ever ran: what was shipped from one then is still theirs as known then. */
  keysEverRunBy(viewer: Viewer, organisations: readonly number[]): Promise<readonly string[]> {
    return this.directory.lookUp<readonly string[]>(viewer, [], (tx) =>
      siteKeysEverRunBy(tx, organisations),
    );
  }

  /** Places that are part of a site, not of one of its parts, by name. */
  async partsOf(viewer: Viewer, id: number): Promise<readonly SiteView[]> {
    const views = await this.andBelow(viewer, [id], null);
    return views.filter(({ within }) => within === id).toSorted(byName);
  }

  /** What one organisation keeps under a key: two may describe one place. Null when unknown or hidden. */
  async keptBy(viewer: Viewer, key: string, keeper: number): Promise<SiteView | null> {
    if (!canBeStored(key)) return null;
    const id = await this.directory.lookUp<number | null>(viewer, null, (tx) =>
      ownSiteByKey(tx, key, keeper),
    );
    return id === null ? null : this.byId(viewer, id);
  }

  /**
   * The directory, by name.
   * @throws CursorInvalidError
   */
  list(viewer: Viewer, filter: SiteFilter, page: PageRequest): Promise<Page<SiteView>> {
    return this.directory.list(viewer, { noun: 'sites', filter, page }, (tx, part) =>
      listSites(tx, filter, part),
    );
  }

  /**
   * Adds a site, or changes one's own: a change makes a version. Scope MASTER_DATA. Refuses with INVALID_VALUE, CHECK_DIGIT, UNKNOWN_SITE,
   * UNKNOWN_PARTY, NOT_YOURS, ALREADY_EXISTS, ID_CONFLICT.
   */
  async register(viewer: Viewer, input: RegisterSite): Promise<Result<SiteView>> {
    const owner = requireScope(viewer, 'MASTER_DATA');
    const checked = checkSite(input);
    if (!checked.ok) return checked;
    const id = input.id ?? null;
    return this.database.transaction(viewer, async (tx) => {
      await lockSites(tx, owner);
      const before = id === null ? await addedBefore(tx, checked.value, owner) : null;
      if (before !== null) return before;
      const problem = await this.problemWith(tx, viewer, checked.value, id);
      if (problem !== null) return refuse(problem);
      return id === null
        ? accept(await this.add(tx, checked.value, owner))
        : this.change(tx, checked.value, { ...input, id });
    });
  }

  private async andBelow(
    viewer: Viewer,
    ids: readonly number[],
    knownAt: string | null,
  ): Promise<readonly SiteView[]> {
    const known = await this.byIds(viewer, ids, { knownAt });
    const below = await this.directory.lookUp<readonly number[]>(viewer, [], (tx) =>
      siteIdsWithin(tx, [...known.keys()], { most: SITES_WITHIN_MAX, knownAt }),
    );
    return [...(await this.byIds(viewer, below, { knownAt })).values()];
  }

  private async problemWith(
    tx: Transaction,
    viewer: Viewer,
    { facts, gln }: CheckedSite,
    id: number | null,
  ): Promise<Problem | null> {
    const owner = viewer.organisation ?? 0;
    const within = facts.within ?? null;
    if (id !== null) {
      const problem = await this.notOwn(tx, viewer, id, '/id');
      if (problem !== null) return problem;
    }
    if (gln !== null) {
      const other = await ownSiteByKey(tx, siteKey(gln), owner);
      if (other !== null && other !== id) return taken;
    }
    if (await this.isUnknownOperator(tx, viewer, facts.operator ?? null)) return unknownOperator;
    if (within === null) return null;
    const problem = await this.notOwn(tx, viewer, within, '/within');
    if (problem !== null) return problem;
    return id !== null && (await contains(tx, id, within)) ? circle : null;
  }

  private async isUnknownOperator(
    tx: Transaction,
    viewer: Viewer,
    operator: number | null,
  ): Promise<boolean> {
    if (operator === null) return false;
    const found = await organisationsByIds(tx, [operator], newestVersion);
    return this.directory.visible(viewer, found).length === 0;
  }

  private async notOwn(
    tx: Transaction,
    viewer: Viewer,
    id: number,
    at: string,
  ): Promise<Problem | null> {
    const [site] = this.directory.visible(viewer, await sitesByIds(tx, [id], newestVersion));
    if (site === undefined) return { ...unknownSite, at };
    return site.owner === viewer.organisation ? null : { ...notYours, at };
  }

  private async add(
    tx: Transaction,
    { facts, gln, registrationId }: CheckedSite,
    owner: number,
  ): Promise<SiteView> {
    const at = this.clock.now();
    const id = await insertSite(tx, { owner, registrationId, at });
    await addSiteNumber(tx, id, gln === null ? this.ownNumber() : glnNumber(gln), at);
    await addSiteVersion(tx, id, newFacts(owner, facts), at);
    return newest(tx, id);
  }

  private async change(
    tx: Transaction,
    { facts, gln }: CheckedSite,
    { id, ...guards }: RegisterSite & { readonly id: number },
  ): Promise<Result<SiteView>> {
    const before = await newest(tx, id);
    // A part of the old country is no part of the new one.
    const moved = before.country !== facts.country;
    const after = merged<SiteView>(moved ? { ...before, subdivision: null } : before, facts);
    const problem = numberLost(before, guards, gln) ?? writtenOver(guards, before, after);
    if (problem !== null) return refuse(problem);
    const at = this.clock.now();
    if (gln !== null) await addSiteNumber(tx, id, glnNumber(gln), at);
    if (!sameFacts(before, after)) await addSiteVersion(tx, id, after, at);
    return accept(await newest(tx, id));
  }

  private ownNumber(): SiteNumber {
    const value = makeOwnName();
    return { scheme: 'OWN', value, key: `${this.settings.publicUrl}/site/${value}` };
  }
}

/** A key with a NUL names nothing, and the database cannot even be asked. */
const sayable = (asked: Asked): Asked => (canBeStored(asked.key) ? asked : { ...asked, key: '' });

/** By code point, as the directory is. */
const byName = (one: SiteView, other: SiteView): number =>
  one.name < other.name ? -1 : Number(one.name > other.name);

const newest = async (tx: Transaction, id: number): Promise<SiteView> => {
  const [view] = await sitesByIds(tx, [id], newestVersion);
  if (view === undefined) throw new Error(`site ${id} has no version`);
  return view;
};

/** The answer to what was sent before; null: it is new. */
const addedBefore = async (
  tx: Transaction,
  { facts, gln, registrationId }: CheckedSite,
  owner: number,
): Promise<Result<SiteView> | null> => {
  const added = registrationId === null ? null : await ownSiteAddedAs(tx, owner, registrationId);
  if (added === null) return null;
  const [first] = await sitesByIds(tx, [added.id], firstVersion(added));
  const same = first !== undefined && saysTheSame(first, newFacts(owner, facts), gln);
  return same ? accept(await newest(tx, added.id)) : refuse(otherRegistered);
};

const nothingKnown: SiteFacts = {
  name: '',
  operator: null,
  country: '',
  subdivision: null,
  latitude: null,
  longitude: null,
  geometry: null,
  within: null,
};

/** What is known of a new site: who adds it runs it unless said. */
const newFacts = (owner: number, given: CheckedSite['facts']): SiteFacts =>
  merged<SiteFacts>({ ...nothingKnown, operator: owner }, given);

/** Canonical key of a place by its GLN (AI 414). */
const siteKey = (gln: string): string => `https://id.gs1.org/414/${gln}`;
const glnNumber = (gln: string): SiteNumber => ({ scheme: 'GLN', value: gln, key: siteKey(gln) });

const unknownSite = {
  code: 'UNKNOWN_SITE',
  message: 'There is no such site that you may see.',
} as const;
const notYours = {
  code: 'NOT_YOURS',
  message: 'Another organisation keeps this site: add a description of your own.',
} as const;
const unknownOperator: Problem = {
  code: 'UNKNOWN_PARTY',
  message: 'There is no such organisation that you may see: add it first.',
  at: '/operator',
};
const taken: Problem = {
  code: 'ALREADY_EXISTS',
  message: 'You have a site with this GLN already: change that one.',
  at: '/gln',
};
const circle: Problem = {
  code: 'INVALID_VALUE',
  message: 'A site cannot lie within itself.',
  at: '/within',
  expected: 'a site that is not part of this one',
};
