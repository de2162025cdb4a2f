import type { INestApplicationContext } from '@nestjs/common';
import { ApiKeyService } from '../access/api-key.service.ts';
import type { OrganisationView } from '../access/organisation.ts';
import { OrganisationService } from '../access/organisation.service.ts';
import { scopes, type Viewer } from '../access/viewer.ts';
import { CaptureService } from '../capture/capture.service.ts';
import { toJsonValue } from '../core/json/parse.ts';
import type { Result } from '../core/result.ts';
import { LogReaderService } from '../log/log-reader.service.ts';
import { ProductService } from '../masterdata/product.service.ts';
import { SiteService } from '../masterdata/site.service.ts';
import { Clock } from '../platform/clock.ts';
import { ItemService } from '../query/item.service.ts';
import { type SampleData, sampleRoles } from './world.ts';

/** What became of a load. */
export type SampleLoad =
  /** Loaded now. */
  | 'LOADED'
  /** It was loaded before. */
  | 'PRESENT'
  /** The log holds other records: a sample must not be mixed into them. */
  | 'REFUSED';

/** Days before the first record from which the sample's companies and places are described. */
const DESCRIBED_FROM = '2026-01-01T00:00:00.000Z';

/** Loads a sample world through the same services as everybody's records, by its own clock. */
export class SampleLoader {
  private readonly viewers = new Map<string, Viewer>();

  constructor(
    private readonly app: INestApplicationContext,
    private readonly data: SampleData,
  ) {}

  /** Loads the world into an empty log; the clock runs by itself again afterwards. */
  async load(): Promise<SampleLoad> {
    if (await this.app.get(ApiKeyService).hasSampleKeys()) return 'PRESENT';
    const { position } = await this.app.get(LogReaderService).watermark();
    if (position >= 0) return 'REFUSED';
    const clock = this.app.get(Clock);
    try {
      clock.set(new Date(DESCRIBED_FROM));
      await this.describe();
      await this.capture(clock);
    } finally {
      clock.set(null);
    }
    await this.issueKeys();
    return 'LOADED';
  }

  /** The viewer of a company of the world. */
  viewer(company: string): Viewer {
    const viewer = this.viewers.get(company);
    if (viewer === undefined) throw new Error(`the sample has no company ${company}`);
    return viewer;
  }

  private async describe(): Promise<void> {
    for (const [company, { name, country, pgln, site }] of Object.entries(
      this.data.organisations,
    )) {
      const account = valueOf(
        await this.app.get(OrganisationService).createAccount({
          name,
          country,
          ...(pgln === undefined ? {} : { gln: pgln, companyPrefix: pgln.slice(0, 7) }),
        }),
      );
      this.viewers.set(company, viewerOf(account));
      if (site !== undefined) {
        valueOf(await this.app.get(SiteService).register(this.viewer(company), site));
      }
    }
    for (const { organisation, gtin, name, unit, hsCode } of Object.values(this.data.products)) {
      const product = { gtin, name, unit, hsCode };
      valueOf(await this.app.get(ProductService).register(this.viewer(organisation), product));
    }
  }

  /** In the order in which the service learnt them, each at its own record time; a number as soon as its item is there. */
  private async capture(clock: Clock): Promise<void> {
    for (const { by, recordTime, document } of this.data.captures) {
      clock.set(new Date(recordTime));
      const captured = await this.app
        .get(CaptureService)
        .captureDocument(this.viewer(by), valueOf(toJsonValue(document)), { rollback: true });
      const { success } = valueOf(captured);
      if (!success) throw new Error(`the sample's record of ${recordTime} was refused`);
    }
    for (const { item, value, by } of this.data.numbers) {
      const items = this.app.get(ItemService);
      const found = (await items.byKeys(this.viewer(by), [item])).get(item);
      if (found === undefined) throw new Error(`the sample has no item ${item}`);
      valueOf(await items.addNumber(this.viewer(by), found.id, value));
    }
  }

  private async issueKeys(): Promise<void> {
    for (const { role, organisation } of sampleRoles) {
      const { organisation: id } = this.viewer(organisation);
      if (id === null) throw new Error('an account has an id');
      await this.app.get(ApiKeyService).issueSample(id, role, {
        scopes,
        site: await this.siteOf(organisation),
        test: true,
        label: `Sample world, ${role}`,
        expiresAt: null,
      });
    }
  }

  private async siteOf(company: string): Promise<number | null> {
    const gln = this.data.organisations[company]?.site?.gln;
    if (gln === undefined) return null;
    const key = `https://id.gs1.org/414/${gln}`;
    return (await this.app.get(SiteService).byKey(this.viewer(company), key))?.id ?? null;
  }
}

const viewerOf = ({ id }: OrganisationView): Viewer => ({
  organisation: id,
  scopes,
  site: null,
  test: true,
  key: null,
});

const valueOf = <Value>(result: Result<Value>): Value => {
  if (result.ok) return result.value;
  throw new Error(
    `the sample is refused: ${result.problems.map(({ message, at }) => `${at} ${message}`).join('; ')}`,
  );
};
