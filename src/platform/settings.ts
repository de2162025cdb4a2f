import {
  IsBoolean,
  IsIn,
  IsInt,
  IsNotEmpty,
  IsOptional,
  IsUrl,
  Matches,
  Max,
  Min,
} from 'class-validator';
import { validateSync } from 'class-validator';
import { resolve } from 'node:path';
import { StartError } from './start-error.ts';

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

/** The highest port of TCP (RFC 9293). */
const PORT_MAX = 65_535;

/**
 * Every setting of the service, validated at start. Nobody else reads the environment. Each is documented here and, with what
 * to do when it is wrong, in `settingNames`.
 */
export class Settings {
  /** TCP port of all doors. */
  @IsInt()
  @Min(0)
  @Max(PORT_MAX)
  readonly port: number = 4000;

  /** Address to listen on; only this machine unless said otherwise. */
  @IsNotEmpty()
  readonly host: string = '127.0.0.1';

  /** One's own Postgres (15 or later, best 18); null: the service runs one of its own in `dataDirectory`. */
  @IsOptional()
  @Matches(/^postgres(ql)?:\/\/[^\s/]+\/[^\s/]+$/)
  readonly databaseUrl: string | null = null;

  /** Folder of the service's own Postgres; one service a folder. */
  @IsNotEmpty()
  readonly dataDirectory: string = resolve('.throughline', 'data');

  /** True when `dataDirectory` was named by somebody and must not be moved. */
  readonly dataDirectoryGiven: boolean = false;

  /** Least severe log line that is written. */
  @IsIn(logLevels)
  readonly logLevel: (typeof logLevels)[number] = 'info';

  /** Connections to Postgres held by this instance. */
  @IsInt()
  @Min(2)
  @Max(200)
  readonly poolSize: number = 10;

  /** The address under which others reach the service, without a slash at its end. */
  @IsUrl({ require_tld: false, protocols: ['http', 'https'], require_protocol: true })
  @Matches(/[^/]$/)
  readonly publicUrl: string = 'http://localhost:4000';

  /** A read that takes longer is cut off, in milliseconds. */
  @IsInt()
  @Min(100)
  @Max(600_000)
  readonly statementTimeoutMs: number = 5_000;

  /** How long a stop waits for requests under way, in milliseconds. */
  @IsInt()
  @Min(0)
  @Max(600_000)
  readonly stopTimeoutMs: number = 15_000;

  /** Largest request body, in megabytes of 1,000,000 bytes. */
  @IsInt()
  @Min(1)
  @Max(1_000)
  readonly bodyMaxMb: number = 50;

  /** Connections that may be open to this instance; who comes beyond is told to come again (503). */
  @IsInt()
  @Min(10)
  @Max(60_000)
  readonly connectionsMax: number = 4_000;

  /** First line and headers of a request must have arrived after this, in milliseconds; also of who says nothing at all. */
  @IsInt()
  @Min(100)
  @Max(600_000)
  readonly headersTimeoutMs: number = 20_000;

  /** A request that has not arrived whole after this is given up, in milliseconds. */
  @IsInt()
  @Min(100)
  @Max(3_600_000)
  readonly requestTimeoutMs: number = 120_000;

  /** How long a connection waits for its next request, in milliseconds: longer than a proxy before the service keeps it. */
  @IsInt()
  @Min(100)
  @Max(600_000)
  readonly keepAliveTimeoutMs: number = 72_000;

  /** A connection over which nothing moves for so long is cut, in milliseconds: its reader has stopped, or has gone. */
  @IsInt()
  @Min(100)
  @Max(3_600_000)
  readonly silentTimeoutMs: number = 120_000;

  /** True for `throughline demo`: loads the sample world, never set by the environment. */
  @IsBoolean()
  readonly demo: boolean = false;

  /** Lets the sample world, whose keys anybody can read in the source, be reached from other machines. */
  @IsBoolean()
  readonly allowSample: boolean = false;

  constructor(values: Partial<Settings> = {}) {
    Object.assign(this, values);
  }
}

/** A setting that can be given: its name in the environment, and what to do when it is wrong. */
export interface SettingName {
  readonly field: keyof Settings;
  readonly name: string;
  readonly advice: string;
}

const whole = (from: number, to: number, unit = ''): string =>
  `give a whole number${unit} from ${from} to ${to}, or leave it out`;

/** The environment's names, in the order of the class. */
export const settingNames: readonly SettingName[] = [
  { field: 'port', name: 'PORT', advice: whole(0, PORT_MAX) },
  { field: 'host', name: 'HOST', advice: 'give an address to listen on, such as 0.0.0.0' },
  {
    field: 'databaseUrl',
    name: 'DATABASE_URL',
    advice:
      'give postgres://user:password@host:port/database, or leave it out to let the service run its own Postgres',
  },
  {
    field: 'dataDirectory',
    name: 'THROUGHLINE_DATA_DIRECTORY',
    advice: 'give a folder, or leave it out',
  },
  { field: 'logLevel', name: 'LOG_LEVEL', advice: `give one of ${logLevels.join(', ')}` },
  { field: 'poolSize', name: 'THROUGHLINE_POOL_SIZE', advice: whole(2, 200) },
  {
    field: 'publicUrl',
    name: 'THROUGHLINE_PUBLIC_URL',
    advice: 'give the http or https address others use, without a slash at its end',
  },
  {
    field: 'statementTimeoutMs',
    name: 'THROUGHLINE_STATEMENT_TIMEOUT_MS',
    advice: whole(100, 600_000, ' of milliseconds'),
  },
  {
    field: 'stopTimeoutMs',
    name: 'THROUGHLINE_STOP_TIMEOUT_MS',
    advice: whole(0, 600_000, ' of milliseconds'),
  },
  { field: 'bodyMaxMb', name: 'THROUGHLINE_BODY_MAX_MB', advice: whole(1, 1_000, ' of megabytes') },
  { field: 'connectionsMax', name: 'THROUGHLINE_CONNECTIONS_MAX', advice: whole(10, 60_000) },
  {
    field: 'headersTimeoutMs',
    name: 'THROUGHLINE_HEADERS_TIMEOUT_MS',
    advice: whole(100, 600_000, ' of milliseconds'),
  },
  {
    field: 'requestTimeoutMs',
    name: 'THROUGHLINE_REQUEST_TIMEOUT_MS',
    advice: whole(100, 3_600_000, ' of milliseconds'),
  },
  {
    field: 'keepAliveTimeoutMs',
    name: 'THROUGHLINE_KEEP_ALIVE_TIMEOUT_MS',
    advice: whole(100, 600_000, ' of milliseconds'),
  },
  {
    field: 'silentTimeoutMs',
    name: 'THROUGHLINE_SILENT_TIMEOUT_MS',
    advice: whole(100, 3_600_000, ' of milliseconds'),
  },
  { field: 'allowSample', name: 'ALLOW_SAMPLE', advice: 'give true or false' },
];

/** One or more settings are wrong; the message says which and what to do. */
export class SettingsError extends StartError {}

/**
 * Reads the settings from the environment; `given` wins over it.
 * @throws SettingsError with one sentence for each wrong setting.
 */
export function readSettings(
  given: Partial<Settings> = {},
  environment: NodeJS.ProcessEnv = process.env,
): Settings {
  const values = { ...defaultsOf(given), ...fromEnvironment(environment), ...given };
  const { port, dataDirectory } = new Settings(values);
  const settings = new Settings({
    // Of a wrong port no address is made, which would be blamed on a setting that nobody gave.
    ...(port >= 1 && port <= PORT_MAX ? { publicUrl: `http://localhost:${port}` } : {}),
    ...values,
    // Resolved, an empty one would be the current folder.
    dataDirectory: dataDirectory === '' ? '' : resolve(dataDirectory),
  });
  const wrong = [
    ...unknownNames(environment),
    ...invalid(settings, environment),
    ...exposedSample(settings),
  ];
  if (wrong.length > 0) throw new SettingsError(wrong.join('\n'));
  return settings;
}

/** The demo shares no data with the service itself, and its terminal is for reading. */
function defaultsOf({ demo }: Partial<Settings>): Partial<Settings> {
  return demo === true ? { dataDirectory: resolve('.throughline', 'demo'), logLevel: 'warn' } : {};
}

function fromEnvironment(environment: NodeJS.ProcessEnv): Partial<Settings> {
  const defaults = new Settings();
  const values: Record<string, unknown> = {};
  for (const { field, name } of settingNames) {
    const text = environment[name];
    if (text === undefined || text === '') continue;
    values[field] = convert(text.trim(), typeof defaults[field]);
    if (field === 'dataDirectory') values['dataDirectoryGiven'] = true;
  }
  return values;
}

function convert(text: string, type: string): unknown {
  if (type === 'number') return /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (type === 'boolean') return text === 'true' ? true : text === 'false' ? false : text;
  return text;
}

function invalid(settings: Settings, environment: NodeJS.ProcessEnv): readonly string[] {
  const fields = new Set(validateSync(settings).map((error) => error.property));
  return settingNames
    .filter(({ field }) => fields.has(field))
    .map(({ field, name, advice }) => {
      const shown =
        name === 'DATABASE_URL'
          ? 'not an address of Postgres'
          : `"${environment[name] ?? settings[field]}"`;
      return `${name} is ${shown}: ${advice}.`;
    });
}

function exposedSample({ demo, host, allowSample }: Settings): readonly string[] {
  if (!demo || allowSample || isLoopback(host)) return [];
  return [
    `HOST is "${host}": the sample world has keys that anybody knows, so show it to this machine only, ` +
      'or set ALLOW_SAMPLE=true if others may see it.',
  ];
}

/** A misspelt name would silently do nothing, so it stops the start too. */
function unknownNames(environment: NodeJS.ProcessEnv): readonly string[] {
  const known = new Set(settingNames.map(({ name }) => name));
  return Object.keys(environment)
    .filter((name) => name.startsWith('THROUGHLINE_') && !known.has(name))
    .map((name) => `${name} is no setting: take it out, or use one of ${[...known].join(', ')}.`);
}

/** True for an address that only this machine reaches. */
export const isLoopback = (host: string): boolean =>
  ['127.0.0.1', '::1', 'localhost'].includes(host);
