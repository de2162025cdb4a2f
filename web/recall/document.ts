import { amount, item, pageInfo } from '../part/documents.ts';

const head = '$number: String!, $asKnownAt: DateTime, $after: String';
const recall = 'recall(of: { item: { number: $number } }, asKnownAt: $asKnownAt)';

/** What was made from it, nearest first: a page of 200. */
export const recallPartsDocument = `query RecallParts(${head}) { ${recall} { asKnownAt
  item { ...item } completeness { state known total }
  list: parts(first: 200, after: $after) { totalCount ${pageInfo} nodes { distance part { ...item }
    balance { unit made adjusted used sold destroyed inTransit onHand unaccounted } } } } }
${item}`;

/** Who has how much of it: a page of 200. */
export const recallHoldersDocument = `query RecallHolders(${head}) { ${recall} {
  list: holders(first: 200, after: $after) { totalCount ${pageInfo} nodes { status part { ...item } party { name country } quantity { ...amount }
    container { ...item } hop { shippedAt documents { number } } } } } }
${[item, amount].join('\n')}`;

/** What keeps the list from being whole: a page of 200. */
export const recallGapsDocument = `query RecallGaps(${head}) { ${recall} {
  list: gaps(first: 200, after: $after) { ${pageInfo} nodes { reason item { ...item } ask { name country } } } } }
${item}`;

/** Where the whole list comes from as a file. */
export const recallFileDocument = `query RecallFile($number: String!, $asKnownAt: DateTime) { ${recall} { streamUrl } }`;
