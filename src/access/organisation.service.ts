import { Injectable } from '@nestjs/common';
import { type Result, accept, refuse } from '../core/result.ts';
import { Clock } from '../platform/clock.ts';
import { Database } from '../platform/database.ts';
import { Settings } from '../platform/settings.ts';
import type { Transaction } from '../platform/transaction.ts';
import { canBeStored } from './checks.ts';
import { DirectoryService } from './directory.service.ts';
import { checkOrganisation, readCompanyPrefix } from './organisation-input.ts';
import type { CheckedOrganisation } from './organisation-input.ts';
import type {
  DirectoryFilter,
  NewAccount,
  OrganisationFacts,
  OrganisationView,
  PartyNumber,
  RegisterOrganisation,
} from './organisation.ts';
import {
  accountIdsCalled,
  addOrganisationNumber,
  addOrganisationVersion,
  describedAs,
  insertOrganisation,
  listOrganisations,
  lockRegistrations,
  organisationIdsByKeys,
  organisationsByIds,
  ownersOfKey,
} from './organisation.store.ts';
import { addCompanyPrefix } from './company-prefix.store.ts';
import { makeOwnName } from './own-key.ts';
import type { Page, PageRequest } from './page.ts';
import { partyKeys, pglnKey } from './party-key.ts';
import { numberLost, otherRegistered, saysTheSame, writtenOver } from './registration.ts';
import { requireScope } from './scope.ts';
import type { Viewer } from './viewer.ts';
import {
  type AsOf,
  firstVersion,
  knownAtOf,
  merged,
  newestVersion,
  sameFacts,
} from './versions.ts';

/** Organisations: accounts, and parties that somebody described. */
@Injectable()
export class OrganisationService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly settings: Settings,
    private readonly directory: DirectoryService,
  ) {}

  /** One organisation as of a day, today unless said, or as known at an instant; null when unknown or hidden. */
  async byId(viewer: Viewer, id: number, asOf?: AsOf | null): Promise<OrganisationView | null> {
    return (await this.byIds(viewer, [id], asOf)).get(id) ?? null;
  }

  /** Organisations by internal id as of a day, today unless said, or as known at an instant; unknown and hidden ones are left out. */
  byIds(
    viewer: Viewer,
    ids: readonly number[],
    asOf?: AsOf | null,
  ): Promise<ReadonlyMap<number, OrganisationView>> {
    return this.directory.byIds(viewer, asOf, (tx, version) =>
      organisationsByIds(tx, ids, version),
    );
  }

  /** The organisation that a canonical key of a party (or of a place with the same GLN) means; null when unknown or hidden. */
  async byKey(viewer: Viewer, key: string, asOf?: AsOf | null): Promise<OrganisationView | null> {
    return (await this.byKeys(viewer, [key], asOf)).get(key) ?? null;
  }

  /**
   * The organisations that canonical keys mean, by key as given: who has an account first, then whom the viewer described, then whom another
   * did.
   */
  async byKeys(
    viewer: Viewer,
    keys: readonly string[],
    asOf?: AsOf | null,
  ): Promise<ReadonlyMap<string, OrganisationView>> {
    const asked = new Map(keys.map((key) => [key, partyKeys(key)]));
    const all = [...new Set([...asked.values()].flat())].filter(canBeStored);
    const ids = await this.directory.lookUp<ReadonlyMap<string, number>>(viewer, new Map(), (tx) =>
      organisationIdsByKeys(tx, all, viewer.organisation, knownAtOf(asOf)),
    );
    const views = await this.byIds(viewer, [...new Set(ids.values())], asOf);
    return new Map(
      [...asked].flatMap(([key, candidates]) => {
        const id = candidates.map((one) => ids.get(one)).find((one) => one !== undefined);
        const view = id === undefined ? undefined : views.get(id);
        return view === undefined ? [] : [[key, view] as const];
      }),
    );
  }

  /** What one organisation keeps under a key: its own record, or one that it described. Null when unknown or hidden. */
  async keptBy(viewer: Viewer, key: string, keeper: number): Promise<OrganisationView | null> {
    for (const one of partyKeys(key).filter(canBeStored)) {
      const ids = await this.directory.lookUp<readonly number[]>(viewer, [], (tx) =>
        ownersOfKey(tx, one, keeper),
      );
      const [view] = (await this.byIds(viewer, ids)).values();
      if (view !== undefined) return view;
    }
    return null;
  }

  /**
   * The directory, by name.
   * @throws CursorInvalidError
   */
  list(
    viewer: Viewer,
    filter: DirectoryFilter,
    page: PageRequest,
  ): Promise<Page<OrganisationView>> {
    return this.directory.list(viewer, { noun: 'organisations', filter, page }, (tx, part) =>
      listOrganisations(tx, filter, part),
    );
  }

  /**
   * Adds a supplier without account, or changes one's own organisation or one that one described. Anybody may describe whose GLN is another's
   * (domain rule 45); no account takes the GLN of another for itself. Scope MASTER_DATA. Refuses with INVALID_VALUE, CHECK_DIGIT,
   * UNKNOWN_PARTY, NOT_YOURS, ALREADY_EXISTS, ID_CONFLICT.
   */
  async register(viewer: Viewer, input: RegisterOrganisation): Promise<Result<OrganisationView>> {
    const owner = requireScope(viewer, 'MASTER_DATA');
    const checked = checkOrganisation(input);
    if (!checked.ok) return checked;
    return this.database.transaction(viewer, async (tx) => {
      const id = input.id ?? null;
      await lockRegistrations(tx, owner);
      const before = id === null ? await this.addedBefore(tx, checked.value, owner) : null;
      if (before !== null) return before;
      if (await this.isTaken(tx, checked.value, owner, id)) return taken;
      if (id === owner && (await this.isOfAnotherAccount(tx, checked.value, id)))
        return accountTaken;
      return id === null
        ? this.add(tx, checked.value, owner)
        : this.change(tx, viewer, { ...input, id }, checked.value);
    });
  }

  /**
   * Opens an account: for the command line and the sample world, not for viewers. Refuses with INVALID_VALUE, CHECK_DIGIT, and ALREADY_EXISTS
   * when another account has the GLN or the company prefix.
   */
  async createAccount(input: NewAccount): Promise<Result<OrganisationView>> {
    const checked = checkOrganisation(input);
    const prefix = readCompanyPrefix('/companyPrefix', input.companyPrefix);
    if (!checked.ok) return checked;
    if (!prefix.ok) return prefix;
    return this.database
      .transaction(null, async (tx) => {
        await lockRegistrations(tx, ALL_ACCOUNTS);
        if (await this.isTaken(tx, checked.value, null, null)) return accountTaken;
        const account = await this.add(tx, checked.value, null);
        if (!account.ok || prefix.value === null) return account;
        const at = this.clock.now();
        if (await addCompanyPrefix(tx, account.value.id, prefix.value, at)) return account;
        throw new PrefixTaken();
      })
      .catch((error: unknown) => {
        if (error instanceof PrefixTaken) return prefixTaken;
        throw error;
      });
  }

  /** Accounts with this number or this name, in any case of letters: for the command line, not for viewers. */
  accountsCalled(called: string): Promise<readonly OrganisationView[]> {
    const text = called.trim();
    if (!canBeStored(text)) return Promise.resolve([]);
    return this.database.read(null, async (tx) =>
      organisationsByIds(tx, await accountIdsCalled(tx, text), newestVersion),
    );
  }

  private async isTaken(
    tx: Transaction,
    { gln }: CheckedOrganisation,
    owner: number | null,
    id: number | null,
  ): Promise<boolean> {
    if (gln === null) return false;
    return (await ownersOfKey(tx, pglnKey(gln), owner)).some((other) => other !== id);
  }

  /** True for a GLN of another account that this one does not have yet. */
  private async isOfAnotherAccount(
    tx: Transaction,
    { gln }: CheckedOrganisation,
    id: number,
  ): Promise<boolean> {
    if (gln === null) return false;
    await lockRegistrations(tx, ALL_ACCOUNTS);
    const accounts = await ownersOfKey(tx, pglnKey(gln), null);
    return accounts.length > 0 && !accounts.includes(id);
  }

  /** The answer to what was sent before; null: it is new. */
  private async addedBefore(
    tx: Transaction,
    { facts, gln, registrationId }: CheckedOrganisation,
    owner: number,
  ): Promise<Result<OrganisationView> | null> {
    const added = registrationId === null ? null : await describedAs(tx, owner, registrationId);
    if (added === null) return null;
    const [first] = await organisationsByIds(tx, [added.id], firstVersion(added));
    const same = first !== undefined && saysTheSame(first, merged(nothingKnown, facts), gln);
    return same ? this.written(tx, added.id) : refuse(otherRegistered);
  }

  private async add(
    tx: Transaction,
    { facts, gln, registrationId }: CheckedOrganisation,
    recordedBy: number | null,
  ): Promise<Result<OrganisationView>> {
    const at = this.clock.now();
    const id = await insertOrganisation(tx, { recordedBy, registrationId, at });
    await addOrganisationNumber(tx, id, gln === null ? this.ownNumber() : pglnNumber(gln), at);
    await addOrganisationVersion(tx, id, merged(nothingKnown, facts), at);
    return this.written(tx, id);
  }

  private async change(
    tx: Transaction,
    viewer: Viewer,
    { id, ...guards }: RegisterOrganisation & { readonly id: number },
    { facts, gln }: CheckedOrganisation,
  ): Promise<Result<OrganisationView>> {
    const [before] = this.directory.visible(
      viewer,
      await organisationsByIds(tx, [id], newestVersion),
    );
    if (before === undefined) return unknown;
    if (id !== viewer.organisation && before.recordedBy !== viewer.organisation) return notYours;
    const after = merged<OrganisationView>(before, facts);
    const problem = numberLost(before, guards, gln) ?? writtenOver(guards, before, after);
    if (problem !== null) return refuse(problem);
    const at = this.clock.now();
    if (gln !== null) await addOrganisationNumber(tx, id, pglnNumber(gln), at);
    if (!sameFacts(before, after)) {
      await addOrganisationVersion(tx, id, after, at);
    }
    return this.written(tx, id);
  }

  private async written(tx: Transaction, id: number): Promise<Result<OrganisationView>> {
    const [view] = await organisationsByIds(tx, [id], newestVersion);
    if (view === undefined) throw new Error(`organisation ${id} was not written`);
    return accept(view);
  }

  private ownNumber(): PartyNumber {
    const value = makeOwnName();
    return { scheme: 'OWN', value, key: `${this.settings.publicUrl}/party/${value}` };
  }
}

/** Id of no organisation: its lock is for what only one account may have, and is taken after that of an organisation. */
const ALL_ACCOUNTS = 0;

/** Undoes the transaction that opened an account. */
class PrefixTaken extends Error {}

const nothingKnown: OrganisationFacts = {
  name: '',
  country: '',
  headcountBand: null,
  women: null,
  members: null,
  womenMembers: null,
};

const pglnNumber = (gln: string): PartyNumber => ({
  scheme: 'PGLN',
  value: gln,
  key: pglnKey(gln),
});

const unknown = refuse({
  code: 'UNKNOWN_PARTY',
  message: 'There is no such organisation that you may see: leave the id out to add one.',
  at: '/id',
});
const notYours = refuse({
  code: 'NOT_YOURS',
  message: 'Another organisation keeps this record: ask it, or add a description of your own.',
  at: '/id',
});
const taken = refuse({
  code: 'ALREADY_EXISTS',
  message: 'You have an organisation with this GLN already: change that one.',
  at: '/gln',
});
const accountTaken = refuse({
  code: 'ALREADY_EXISTS',
  message: 'Another account has this GLN.',
  at: '/gln',
});
const prefixTaken = refuse({
  code: 'ALREADY_EXISTS',
  message: 'Another account has this company prefix.',
  at: '/companyPrefix',
});
