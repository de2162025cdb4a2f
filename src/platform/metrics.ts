import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { Database } from './database.ts';

/** Upper bounds of the buckets of a request's time, in seconds. */
const REQUEST_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** One answered request. */
export interface AnsweredRequest {
  readonly method: string;
  /** The pattern, never the path: a label must not grow with the data. */
  readonly route: string;
  readonly status: number;
  readonly seconds: number;
}

/** What Prometheus scrapes. A registry per service, so that two in one process do not mix. */
export class Metrics {
  readonly registry = new Registry();
  private readonly requests: Histogram<'method' | 'route' | 'status'>;

  constructor(database: Database) {
    collectDefaultMetrics({ register: this.registry });
    this.requests = new Histogram({
      name: 'http_request_duration_seconds',
      help: 'Time from the first byte of a request to the last of its answer',
      labelNames: ['method', 'route', 'status'],
      buckets: REQUEST_SECONDS,
      registers: [this.registry],
    });
    this.countConnections(database);
  }

  answered({ method, route, status, seconds }: AnsweredRequest): void {
    this.requests.observe({ method, route, status }, seconds);
  }

  private countConnections(database: Database): void {
    const connections = new Gauge({
      name: 'throughline_database_connections',
      help: 'Connections of the pool, and callers that wait for one',
      labelNames: ['state'],
      registers: [this.registry],
      collect: () => {
        const { total, idle, waiting } = database.connections();
        connections.set({ state: 'busy' }, total - idle);
        connections.set({ state: 'idle' }, idle);
        connections.set({ state: 'waiting' }, waiting);
      },
    });
  }
}
