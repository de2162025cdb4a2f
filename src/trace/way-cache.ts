/** Answers that are kept, and what they weigh in all: a bound on memory (a line of a hand-over is about 200 bytes). */
const ANSWERS_MAX = 20;
const WEIGHT_MAX = 100_000;
/** An answer is derived anew after so many milliseconds. */
const KEPT_MS = 60_000;

interface Kept<Answer> {
  readonly answer: Promise<Answer>;
  /** Null while it is derived. */
  weight: number | null;
  readonly forget: NodeJS.Timeout;
}

/**
 * What was derived a moment ago: the lists of one answer come as questions of their own, page by page and side by side, and each would
 * derive the same. A name holds all that an answer depends on, who asks included.
 */
export class WayCache<Answer> {
  private readonly kept = new Map<string, Kept<Answer>>();

  constructor(
    private readonly weigh: (answer: Answer) => number,
    private readonly keptMs = KEPT_MS,
  ) {}

  /** The answer of a name, derived when it is not here. What fails, or weighs more than all may, is not kept. */
  get(name: string, derive: () => Promise<Answer>): Promise<Answer> {
    const found = this.kept.get(name);
    if (found !== undefined) {
      this.kept.delete(name);
      this.kept.set(name, found);
      return found.answer;
    }
    const answer = derive();
    const forget = setTimeout(() => this.drop(name, one), this.keptMs).unref();
    const one: Kept<Answer> = { answer, weight: null, forget };
    this.kept.set(name, one);
    answer.then(
      (derived) => {
        one.weight = this.weigh(derived);
        if (one.weight > WEIGHT_MAX) this.drop(name, one);
        this.makeRoom();
      },
      () => this.drop(name, one),
    );
    this.makeRoom();
    return answer;
  }

  /** Drops those that nobody asked about for longest. */
  private makeRoom(): void {
    let weight = [...this.kept.values()].reduce((sum, one) => sum + (one.weight ?? 0), 0);
    for (const [name, one] of this.kept) {
      if (this.kept.size <= ANSWERS_MAX && weight <= WEIGHT_MAX) return;
      this.drop(name, one);
      weight -= one.weight ?? 0;
    }
  }

  private drop(name: string, one: Kept<Answer>): void {
    clearTimeout(one.forget);
    if (this.kept.get(name) === one) this.kept.delete(name);
  }
}
