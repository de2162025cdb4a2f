import type { LoggerService } from '@nestjs/common';
import { pino, type Logger as Pino } from 'pino';
import { Settings } from './settings.ts';

/** The service's log: one JSON object a line on standard output. */
export type Log = Pino;

/** Makes the log; secrets that a caller might attach are left out. */
export function createLog({ logLevel }: Settings): Log {
  return pino({
    level: logLevel,
    base: { service: 'throughline' },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (level) => ({ level }) },
    redact: ['authorization', '*.authorization', 'password', '*.password'],
  });
}

/** Takes what Nest and the rooms log (`Logger` of @nestjs/common, made with the name of the class) to the service's log. */
export class NestLog implements LoggerService {
  constructor(private readonly sink: Log) {}

  log(message: unknown, ...more: readonly unknown[]): void {
    // Nest tells every route and module at this level: too much for each start.
    this.write('debug', message, more);
  }

  error(message: unknown, ...more: readonly unknown[]): void {
    this.write('error', message, more);
  }

  warn(message: unknown, ...more: readonly unknown[]): void {
    this.write('warn', message, more);
  }

  debug(message: unknown, ...more: readonly unknown[]): void {
    this.write('debug', message, more);
  }

  verbose(message: unknown, ...more: readonly unknown[]): void {
    this.write('trace', message, more);
  }

  fatal(message: unknown, ...more: readonly unknown[]): void {
    this.write('fatal', message, more);
  }

  /** Nest gives the context last, and before it, for errors, a stack. */
  private write(
    level: 'trace' | 'debug' | 'warn' | 'error' | 'fatal',
    message: unknown,
    more: readonly unknown[],
  ): void {
    const context = more.at(-1);
    const details = more.slice(0, -1);
    const fields = { context, ...(details.length > 0 ? { details } : {}) };
    if (message instanceof Error) this.sink[level]({ ...fields, err: message }, message.message);
    else if (typeof message === 'string') this.sink[level](fields, message);
    else this.sink[level]({ ...fields, value: message });
  }
}
