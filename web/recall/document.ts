const item = `fragment item on Item { __typename id name digitalLink identifiers { scheme value uri } }`;
const amount = 'fragment amount on Quantity { value unit }';
const recalled =
  '$number: String!, $asKnownAt: DateTime, $after: String) { recall(of: { item: { number: $number } }, asKnownAt: $asKnownAt) { asKnownAt';
const pageInfo = 'pageInfo { hasNextPage endCursor }';

/** What was made from it, nearest first: a page of 200. */
export const recallPartsDocument = `query RecallParts(${recalled}
  item { ...item } completeness { state known total }
  parts(first: 200, after: $after) { totalCount ${pageInfo} nodes { distance part { ...item }
    balance { unit made adjusted used sold destroyed inTransit onHand unaccounted } } } } }
${item}`;

/** Who has how much of it: a page of 200. */
export const recallHoldersDocument = `query RecallHolders(${recalled}
  holders(first: 200, after: $after) { totalCount ${pageInfo} nodes { status part { ...item } party { name country } quantity { ...amount }
    container { ...item } hop { shippedAt documents { number } } } } } }
${item}
${amount}`;

/** What keeps the list from being whole: a page of 200. */
export const recallGapsDocument = `query RecallGaps(${recalled}
  gaps(first: 200, after: $after) { ${pageInfo} nodes { reason item { ...item } ask { name } } } } }
${item}`;

/** Where the whole list comes from as a file. */
export const recallFileDocument = `query RecallFile($number: String!, $asKnownAt: DateTime) {
  recall(of: { item: { number: $number } }, asKnownAt: $asKnownAt) { streamUrl } }`;
