/** Parts in all of the answers that are kept: some five kilobytes each. */
const PARTS_MAX = 10_000;
/** An answer that lies longer than this is not asked about any more, in milliseconds. */
const KEPT_MS = 60_000;

interface Kept<Answer> {
  readonly answer: Promise<Answer>;
  readonly parts: number;
  readonly forget: NodeJS.Timeout;
}

/**
 * What was derived a moment ago: the lists of one answer come as questions of their own, page by page and side by side, and each would
 * derive the same. A name holds all that an answer depends on, who asks included.
 */
export class WayCache<Answer> {
  private readonly kept = new Map<string, Kept<Answer>>();
  private parts = 0;

  constructor(private readonly keptMs = KEPT_MS) {}

  /** The answer of a name about so many parts, derived when it is not here. What fails is not kept. */
  get(name: string, parts: number, derive: () => Promise<Answer>): Promise<Answer> {
    const found = this.kept.get(name);
    if (found !== undefined) return found.answer;
    const answer = derive();
    if (parts > PARTS_MAX) return answer;
    const forget = setTimeout(() => this.drop(name), this.keptMs).unref();
    this.kept.set(name, { answer, parts, forget });
    this.parts += parts;
    answer.catch(() => this.drop(name));
    for (const oldest of this.kept.keys()) {
      if (this.parts <= PARTS_MAX) break;
      this.drop(oldest);
    }
    return answer;
  }

  private drop(name: string): void {
    const one = this.kept.get(name);
    if (one === undefined) return;
    clearTimeout(one.forget);
    this.kept.delete(name);
    this.parts -= one.parts;
  }
}
