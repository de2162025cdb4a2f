import type { GraphQLError } from 'graphql';
import type { Viewer } from '../access/viewer.ts';
import type { ObjectBudget } from './budget.ts';
import type { Deadline } from './deadline.ts';
import type { Moment } from '../query/moment.ts';
import type { Loaders } from './loaders.ts';

/** What one request knows about itself; the third argument of every resolver. */
export interface RequestContext {
  readonly viewer: Viewer;
  /** Quoted in INTERNAL_SERVER_ERROR and in the log line. */
  readonly requestId: string;
  readonly budget: ObjectBudget;
  readonly deadline: Deadline;
  readonly loaders: Loaders;
  /** What the object that is answered speaks of; null: of what is known now. */
  readonly moment: Moment | null;
  /** Errors beside data that must not make a field null: a list that was cut. */
  readonly partial: GraphQLError[];
}
