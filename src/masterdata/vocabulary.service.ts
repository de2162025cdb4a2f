import { Injectable } from '@nestjs/common';
import { canBeStored } from '../access/checks.ts';
import { RedactionService } from '../access/redaction.service.ts';
import type { Viewer } from '../access/viewer.ts';
import { jsonEqual, parseJson, stringifyJson } from '../core/json/parse.ts';
import { type JsonObject, isJsonObject } from '../core/json/value.ts';
import { Clock } from '../platform/clock.ts';
import { Database } from '../platform/database.ts';
import type { Transaction } from '../platform/transaction.ts';
import type { DescribedElement, NewElement } from './vocabulary.ts';
import { addDescribed, describedByKeys, newestDescribed } from './vocabulary.store.ts';
import type { DescribedRow, ElementName, NewVersion } from './vocabulary.store.ts';

/** Elements written by one statement. */
const chunk = 1_000;

/** Master data that came in the headers of captured documents: it belongs to who captured it and is kept value for value (domain rule 45). */
@Injectable()
export class VocabularyService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly redaction: RedactionService,
  ) {}

  /**
   * Keeps the elements of a document for its owner, in the transaction of the capture. An element whose newest version has the same content is
   * not kept again; of one that stands twice in the document the last one counts. Answers how many versions were added.
   */
  async store(tx: Transaction, owner: number, elements: readonly NewElement[]): Promise<number> {
    // Always in the same order, so that two captures wait for each other and never in a circle.
    const rest = [...new Map(elements.map((element) => [nameOf(element), element])).values()].sort(
      (a, b) => (nameOf(a) < nameOf(b) ? -1 : 1),
    );
    let added = 0;
    for (let from = 0; from < rest.length; from += chunk) {
      added += await this.storeSome(tx, owner, rest.slice(from, from + chunk));
    }
    return added;
  }

  /** What is described under canonical keys, newest versions: the viewer's own first. Keys without are left out. */
  async byKeys(
    viewer: Viewer,
    keys: readonly string[],
  ): Promise<ReadonlyMap<string, readonly DescribedElement[]>> {
    if (keys.length === 0 || !this.redaction.seesAny(viewer)) return new Map();
    const rows = await this.database.read(viewer, (tx) =>
      describedByKeys(tx, keys.filter(canBeStored), viewer.organisation),
    );
    const byKey = new Map<string, DescribedElement[]>();
    for (const element of this.redaction.redactAll(viewer, rows.map(viewOf))) {
      const list = byKey.get(element.key) ?? [];
      list.push(element);
      byKey.set(element.key, list);
    }
    return byKey;
  }

  private async storeSome(
    tx: Transaction,
    owner: number,
    elements: readonly NewElement[],
  ): Promise<number> {
    const newest = new Map(
      (await newestDescribed(tx, owner, elements)).map((row) => [nameOf(row), row]),
    );
    const versions = elements.flatMap((element) => nextVersion(element, newest) ?? []);
    if (versions.length === 0) return 0;
    const added = new Set((await addDescribed(tx, owner, this.clock.now(), versions)).map(nameOf));
    const beaten = elements.filter((element) =>
      versions.some((one) => nameOf(one) === nameOf(element) && !added.has(nameOf(one))),
    );
    // Somebody else added a version meanwhile: look again, it may say the same.
    return added.size + (beaten.length === 0 ? 0 : await this.storeSome(tx, owner, beaten));
  }
}

const nameOf = ({ kind, key }: ElementName): string => `${kind} ${key}`;

const nextVersion = (
  element: NewElement,
  newest: ReadonlyMap<string, DescribedRow>,
): NewVersion | null => {
  const before = newest.get(nameOf(element));
  if (before !== undefined && jsonEqual(contentOf(before), element.content)) return null;
  const { kind, key, id, content } = element;
  return { kind, key, id, version: (before?.version ?? 0) + 1, content: stringifyJson(content) };
};

const contentOf = ({ content }: DescribedRow): JsonObject => {
  const parsed = parseJson(content);
  if (!parsed.ok || !isJsonObject(parsed.value)) throw new Error('described content is no object');
  return parsed.value;
};

const viewOf = (row: DescribedRow): DescribedElement => ({
  owner: Number(row.owner),
  kind: row.kind,
  key: row.key,
  id: row.id,
  version: row.version,
  recordedAt: row.recorded_at,
  content: contentOf(row),
});
