import type { FastifyInstance } from 'fastify';
import type { TestService } from './service.ts';

/** One way into the service, as its router has it: `GET /epcis/events/:id`. */
export interface Route {
  readonly method: string;
  readonly path: string;
}

const line = /^([│ ]*)[├└]── (.*?)(?: \(([A-Z, ]+)\))?$/;
/** Columns of one level of the drawing. */
const LEVEL = 4;

/** Every route of the running service, whoever added it. */
export const routesOf = ({ server }: TestService): readonly Route[] => {
  const fastify: FastifyInstance = server.app.getHttpAdapter().getInstance();
  const above: string[] = [];
  const routes: Route[] = [];
  for (const text of fastify.printRoutes({ commonPrefix: false }).split('\n')) {
    const [, indent = '', part = '', methods] = line.exec(text) ?? [];
    if (part === '') continue;
    const level = indent.length / LEVEL;
    const path = `${above[level - 1] ?? ''}${part}`;
    above.splice(level, above.length, path);
    for (const method of methods?.split(', ') ?? []) routes.push({ method, path });
  }
  return routes;
};
