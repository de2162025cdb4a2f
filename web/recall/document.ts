import { amount, item, pageInfo } from '../part/documents.ts';

const head = '$of: RecallInput!, $asKnownAt: DateTime, $after: String';
const recall = 'recall(of: $of, asKnownAt: $asKnownAt)';
const lines = 'unit made adjusted used sold destroyed inTransit onHand unaccounted';

/** What was made from it, nearest first, and how it hangs together: a page of 200. */
export const recallPartsDocument = `query RecallParts(${head}) { ${recall} { asKnownAt
  item { ...item } product { name } site { name } completeness { state known total }
  list: parts(first: 200, after: $after) { totalCount ${pageInfo} links { from to kind } nodes { distance
    part { ...item birth { day country madeBy { name } quantity { ...amount } } } balance { ${lines} } } } } }
${[item, amount].join('\n')}`;

/** Who has how much of it: a page of 200. */
export const recallHoldersDocument = `query RecallHolders(${head}) { ${recall} {
  list: holders(first: 200, after: $after) { totalCount ${pageInfo} nodes { status part { ...item } party { name country } quantity { ...amount }
    container { ...item } hop { shippedAt documents { number } } } } } }
${[item, amount].join('\n')}`;

/** What keeps the list from being whole: a page of 200. */
export const recallGapsDocument = `query RecallGaps(${head}) { ${recall} {
  list: gaps(first: 200, after: $after) { ${pageInfo} nodes { reason item { ...item } ask { name country } } } } }
${item}`;

/** The books of all parts, added up by the service: not only of those that a page shows. */
export const recallBalanceDocument = `query RecallBalance($of: RecallInput!, $asKnownAt: DateTime) { ${recall} {
  balance { parts unknown totals { parts missing surplus ${lines} } } } }`;

/** Where the whole list comes from as a file. */
export const recallFileDocument = `query RecallFile($of: RecallInput!, $asKnownAt: DateTime) { ${recall} { streamUrl } }`;
