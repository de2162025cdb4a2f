import type { VocabularyElement } from '../core/epcis/document.ts';
import type { JsonObject } from '../core/json/value.ts';

/** Header master data as somebody captured it: visibly as described by `owner` (domain rule 45). */
export interface DescribedElement extends Pick<VocabularyElement, 'kind' | 'id' | 'key'> {
  readonly owner: number;
  readonly version: number;
  /** RFC 3339, UTC. */
  readonly recordedAt: string;
  /** The vocabulary element, value for value. */
  readonly content: JsonObject;
}

/** An element to keep; what else a document says of it (`at`) is not kept. */
export type NewElement = Pick<VocabularyElement, 'kind' | 'id' | 'key' | 'content'>;
