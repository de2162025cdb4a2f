import type { Page } from '../access/page.ts';

/** One thing inside a container, however deep (domain rule 11). */
export interface ContentView {
  /** Internal id. */
  readonly item: number;
  /** How much of a lot; null: not recorded. A piece is one piece. */
  readonly quantity: { readonly value: string; readonly unit: string | null } | null;
  /** Internal id of the container that it lies in directly. */
  readonly inside: number;
  /** 1: directly in the container asked about. */
  readonly level: number;
  /** Event time of loading, UTC. */
  readonly since: string;
  /** Event time of unloading, UTC; null: still inside, as far as is known. */
  readonly until: string | null;
  /** Log positions of loading and unloading. */
  readonly loading: number;
  readonly unloading: number | null;
}

/** What lay in a container, when. */
export interface ContentQuestion {
  /** Event time; null: now. */
  readonly at: string | null;
  /** Record time; null: as known now. */
  readonly asKnownAt: string | null;
}

/** With the event times as they were told. */
export interface ToldContent extends ContentView {
  readonly sinceTold: string;
  readonly untilTold: string | null;
}

/** Part of what lay in a container. */
export interface ContentPage extends Page<ToldContent> {
  /** What everything in it is said as of: log position, and record time of names; null: now. */
  readonly moment: { readonly known: number; readonly namesAt: string } | null;
}
