/** Points a request of an authenticated viewer may cost before it is run: the sample questions cost 9 to 4,253. */
export const costMax = 10_000;
/** The same for readers without a key, who see little. */
export const costMaxAnonymous = 1_000;
/** Objects an answer may hold; then lists are cut and say so. What stands in them is told in full. */
export const objectsMax = 5_000;
/** Nesting of a query: provenance is a flat graph, so 12 is enough. */
export const depthMax = 12;
/** Aliases in a document, `__typename` included: a hundred of one field is an attack, five are a comparison. */
export const aliasesMax = 15;
/** Directives in a document. */
export const directivesMax = 8;
/** Lexical tokens of a document: bounds what parsing and validation can cost. */
export const tokensMax = 1_000;
/** Seconds until a request answers TIMEOUT with what is there. */
export const requestSecondsMax = 10;
/** `first` of a connection. */
export const pageMax = 200;
/** `first` of `provenance`, in nodes. */
export const provenancePageMax = 1_000;
/** `depth` of `provenance`, in links. */
export const provenanceDepthMax = 200;
/** `ids` of `nodes`. */
export const nodesMax = 100;
/** `totalCount` is exact up to here, and null above. */
export const totalCountMax = 10_000;
/** `first` of `Event.items`. */
export const eventItemsMax = 1_000;
/** Lists that are bounded by a rule of capture (documents, certificates): never longer than this in an answer. */
export const boundedListMax = 200;
