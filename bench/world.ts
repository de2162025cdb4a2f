import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AccessModule } from '../src/access/access.module.ts';
import { OrganisationService } from '../src/access/organisation.service.ts';
import { scopes, type Viewer } from '../src/access/viewer.ts';
import { CaptureModule } from '../src/capture/capture.module.ts';
import { CaptureService } from '../src/capture/capture.service.ts';
import { LogModule } from '../src/log/log.module.ts';
import { MasterdataModule } from '../src/masterdata/masterdata.module.ts';
import { PlatformModule } from '../src/platform/platform.module.ts';
import { ProjectionsModule } from '../src/projections/projections.module.ts';
import { QueryModule } from '../src/query/query.module.ts';
import { documentOf, grouped, worldEvents } from '../src/sample/generate.ts';
import type { GeneratedEvent } from '../src/sample/generate-teller.ts';
import { TraceModule } from '../src/trace/trace.module.ts';
import type { Bench } from './bench.ts';
import { progress } from './figures.ts';

/** Events of a document: what is captured at once, in one transaction. */
const DOCUMENT = 256;
/** Documents under way: the next ones are read while one is written. */
const IN_FLIGHT = 4;

/** A generated world in the database, and the rooms that hold it. */
export interface World extends Bench {
  readonly app: INestApplicationContext;
  readonly viewer: Viewer;
  /** Seasons that are in the log to their end. */
  readonly seasons: readonly number[];
}

/** What stands beside a kept world, so that another run knows it. */
export interface WorldMark {
  readonly seed: number;
  readonly events: number;
  readonly organisation: number;
  readonly seasons: readonly number[];
  /** What was measured when a tenth of it was there (P10), in milliseconds. */
  readonly tenth: Readonly<Record<string, number>>;
}

/** The rooms of the service from capture to query, without its doors. */
export const rooms = (bench: Bench): Promise<INestApplicationContext> => {
  const imports = [
    PlatformModule.with(bench),
    AccessModule,
    MasterdataModule,
    LogModule,
    ProjectionsModule,
    CaptureModule,
    QueryModule,
    TraceModule,
  ];
  const module = { module: RoomsModule, imports };
  return NestFactory.createApplicationContext(module, { logger: ['error', 'warn'] });
};

/** Whoever records for an organisation. */
export const recorder = (organisation: number): Viewer => ({
  organisation,
  scopes,
  site: null,
  test: true,
  key: null,
});

/** A new organisation that everything of the world is recorded by. */
export const openRecorder = async (app: INestApplicationContext): Promise<number> => {
  const made = await app.get(OrganisationService).createAccount({ name: 'Bench', country: 'DE' });
  if (!made.ok) throw new Error(JSON.stringify(made.problems));
  return made.value.id;
};

/** Captures a document as the REST door does; all of it must be stored. */
export const capture = async (
  { app, viewer }: Pick<World, 'app' | 'viewer'>,
  document: string,
): Promise<void> => {
  const job = await app.get(CaptureService).captureDocument(viewer, document, { rollback: true });
  if (!job.ok || !job.value.success)
    throw new Error(`a document was refused: ${JSON.stringify(job).slice(0, 1_000)}`);
};

/** How much of a world to load, and what to do on the way. */
export interface Loading {
  readonly world: Pick<World, 'app' | 'viewer' | 'seed' | 'events'>;
  /** Called once with the seasons that are whole, when so many events are stored and nothing is under way. */
  readonly pause: {
    readonly at: number;
    readonly run: (seasons: readonly number[]) => Promise<void>;
  };
}

/**
 * Brings a generated world into the log by the service's own capture, several documents under way at a time; answers the seasons that are
 * whole. What is there already is stored once, so a load that was broken off goes on.
 */
export const loadWorld = async ({ world, pause }: Loading): Promise<readonly number[]> => {
  const { seed, events } = world;
  const seasons: number[] = [];
  const tell = progress('load', events);
  const underWay = new Set<Promise<void>>();
  const settle = async (atMost: number): Promise<void> => {
    while (underWay.size > atMost) await Promise.race(underWay);
  };
  let [told, done, isPaused] = [0, 0, false];
  const send = async (some: readonly GeneratedEvent[]): Promise<void> => {
    await capture(world, documentOf(some));
    done += some.length;
    tell(done);
  };
  for (const group of grouped(worldEvents({ seed, events }), DOCUMENT)) {
    const one = send(group.map(({ event }) => event)).finally(() => underWay.delete(one));
    underWay.add(one);
    told += group.length;
    for (const { season, isLast } of group) if (isLast) seasons.push(season);
    await settle(IN_FLIGHT - 1);
    if (isPaused || told < pause.at) continue;
    isPaused = true;
    await settle(0);
    await pause.run(seasons);
  }
  await settle(0);
  return seasons;
};

class RoomsModule {}
