/** Lets at most some go on at a time; the others wait in line. */
export class Turns {
  private readonly line: (() => void)[] = [];
  private taken = 0;

  constructor(private readonly most: number) {}

  /** Does the work when it is its turn. */
  async take<T>(work: () => Promise<T>): Promise<T> {
    if (this.taken >= this.most) await new Promise<void>((go) => this.line.push(go));
    else this.taken += 1;
    try {
      return await work();
    } finally {
      // Whoever is next takes this turn over.
      const next = this.line.shift();
      if (next === undefined) this.taken -= 1;
      else next();
    }
  }
}
