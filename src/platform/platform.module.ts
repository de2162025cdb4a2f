import { type DynamicModule, Module } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from './clock.ts';
import { Database } from './database.ts';
import { InFlight } from './in-flight.ts';
import { Metrics } from './metrics.ts';
import { ReadinessService } from './readiness.service.ts';
import { Settings } from './settings.ts';

/** What exists before Nest does. */
export interface Platform {
  readonly settings: Settings;
  readonly clock: Clock;
  readonly database: Database;
}

/** The floor: every room may inject what it gives. */
@Module({})
export class PlatformModule {
  static with({ settings, clock, database }: Platform): DynamicModule {
    const given = [
      { provide: Settings, useValue: settings },
      { provide: Clock, useValue: clock },
      { provide: Database, useValue: database },
      { provide: DataSource, useValue: database.dataSource },
      { provide: Metrics, useValue: new Metrics(database) },
      { provide: InFlight, useValue: new InFlight() },
    ];
    return {
      module: PlatformModule,
      global: true,
      providers: [...given, ReadinessService],
      exports: [...given, ReadinessService],
    };
  }
}
