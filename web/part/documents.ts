/** How an item is told wherever it stands (`ItemAnswer`). */
export const item = `fragment item on Item { __typename id name isDescribed digitalLink identifiers { scheme value uri } }`;
const party = `fragment party on Party { name country }`;
const site = `fragment site on Site { name place { country } }`;
/** How much (`Amount`). */
export const amount = `fragment amount on Quantity { value unit }`;
const step = `fragment step on Event { id step time day status title }`;
const lines = `fragment lines on EventItem { item { ...item } quantity { ...amount } role claim }`;
const state = `fragment state on ItemState {
  at disposition onHold holder { ...party } site { ...site }
  holdings(first: 100) { nodes { holder { ...party } site { ...site } container { ...item } quantity { ...amount } status since }
    pageInfo { hasNextPage endCursor } } }`;
const shares = `fragment shares on Composition {
  shares { country party { ...party } site { ...site } share } others unknown withheld }`;
const head = '$number: String!, $direction: Direction!, $at: DateTime, $asKnownAt: DateTime';
const asked =
  'provenance(item: { number: $number }, direction: $direction, at: $at, asKnownAt: $asKnownAt';
/** How a list goes on (`Page`). */
export const pageInfo = 'pageInfo { hasNextPage endCursor }';

const nodes = `nodes { key item { ...item } distance tier madeBy { ...party } country quantity { ...amount } share more corrected step { step day } }
  links { from to kind quantityIn { ...amount } quantityOut { ...amount } }
  ${pageInfo}`;

/** The asked item and what is said of the whole trace; nothing of it comes in pages. */
export const askedDocument = `query Part(${head}) {
  item(by: { number: $number }) { ...item state(at: $at, asKnownAt: $asKnownAt) { ...state }
    ... on Part { granularity product { name gtin }
      birth { day harvestedOn bestBefore country madeBy { ...party } quantity { ...amount } site { ...site } }
      balance(asKnownAt: $asKnownAt) { unit made adjusted used sold destroyed inTransit onHand unaccounted notes } } }
  ${asked}) { direction at asKnownAt precision completeness { state known total }
    summary { parts suppliers hops borders tiers countries }
    byCountry: composition(by: COUNTRY) { ...shares } bySupplier: composition(by: SUPPLIER) { ...shares } bySite: composition(by: SITE) { ...shares } } }
${[item, party, site, amount, state, shares].join('\n')}`;

/** Parts with the links that come with them: a page of 1,000. */
export const nodesDocument = `query PartNodes(${head}, $after: String) { ${asked}, first: 1000, after: $after) { ${nodes} } }
${[item, party, amount].join('\n')}`;

/** A hand-over as every page tells it (`HopAnswer`). */
const hop = (
  lines: number,
): string => `key status from { ...party } to { ...party } fromSite { ...site } toSite { ...site } fromCountry toCountry crossesBorder ownershipChanges
  shippedAt receivedAt documents { type number } lineCount
  lines(first: ${lines}) { item { ...item } container { ...item } shipped { ...amount } received { ...amount } difference }
  disagreements { kind item { ...item } senderSays receiverSays }`;
const hops = `nodes { ${hop(40)} } ${pageInfo}`;

/** A record as every page tells it (`EventAnswer`). */
const record = `...step by { ...party } at { ...site } itemCount items(first: 10) { ...lines } documents { type number }
  corrects { ...step by { ...party } itemCount items(first: 10) { ...lines } correction { declaredAt reason } }`;
const records = `nodes { ${record} } ${pageInfo}`;

/** Hand-overs: a page of 50. */
export const hopsDocument = `query PartHops(${head}, $after: String) { ${asked}) { hops(first: 50, after: $after) { ${hops} } } }
${[item, party, site, amount].join('\n')}`;

/**
 * Hand-overs of the asked item itself, whether they lead to what was made of it or not: a page of 10, each with every line that
 * can be asked for, since those about the item are looked for among them.
 */
export const ownHopsDocument = `query PartOwnHops($number: String!, $at: DateTime, $asKnownAt: DateTime, $after: String) {
  item(by: { number: $number }) { hops(first: 10, at: $at, asKnownAt: $asKnownAt, after: $after) {
    nodes { ${hop(200)} shipping { ${record} } receivings { ${record} } } ${pageInfo} } } }
${[item, party, site, amount, step, lines].join('\n')}`;

/** Records: a page of 100. */
export const stepsDocument = `query PartRecords(${head}, $after: String) { ${asked}) { steps(first: 100, after: $after) { ${records} } } }
${[item, party, site, amount, step, lines].join('\n')}`;

/** Gaps: a page of 200. */
export const gapsDocument = `query PartGaps(${head}, $after: String) { ${asked}) { gaps(first: 200, after: $after) { nodes {
  reason text item { ...item } ask { ...party } } ${pageInfo} } } }
${[item, party].join('\n')}`;

/** A fresh link to the whole answer as a file: each is good for 15 minutes. */
export const fileDocument = `query PartFile(${head}) { ${asked}) { streamUrl } }`;

/** A container at a time and now, with everything that happened to it, as known when it is asked of. */
export const containerDocument = `query Container($number: String!, $at: DateTime, $asKnownAt: DateTime) {
  item(by: { number: $number }) { ...item
    hops(asKnownAt: $asKnownAt, first: 50) { ${hops} }
    journey(asKnownAt: $asKnownAt, first: 100) { ${records} }
    ... on Container { kind
      then: contents(at: $at, asKnownAt: $asKnownAt, first: 200) { ...contents }
      now: contents(first: 200) { ...contents } } } }
fragment contents on ContentConnection { nodes { item { ...item } inside { ...item } level quantity { ...amount } since } ${pageInfo} }
${[item, party, site, amount, step, lines].join('\n')}`;
