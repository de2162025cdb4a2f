/** What one document may hold: the reader of JSON stops at the first part beyond it, so that no text is long to read. */
export interface JsonLimits {
  /** Deepest nesting of lists and objects; meant to stay below a thousand. EPCIS needs about ten, extensions a few more. */
  readonly depthMax: number;
  /** Values of all kinds in the whole document; one of 50 MB, tightly written, holds some two million. */
  readonly valuesMax: number;
  /** Events in a list of that name (GS1-EPCIS-Capture-Limit). */
  readonly eventsMax: number;
  /** Members of any other list: a container ship holds as many containers. */
  readonly listMax: number;
  /** Fields of one object, an `@context` not counted: the standard knows some thirty, extensions add a few. */
  readonly objectMax: number;
  /** Characters of one text: a document in base64 fits, larger ones are files whose address is recorded. */
  readonly textMax: number;
  /** Characters of the name of a field: as for ids, since names are URIs too. */
  readonly nameMax: number;
}

/** The limits where a caller gives no others. */
export const jsonLimits: JsonLimits = {
  depthMax: 64,
  valuesMax: 4_000_000,
  eventsMax: 10_000,
  listMax: 20_000,
  objectMax: 1_000,
  textMax: 1_000_000,
  nameMax: 2_048,
};
