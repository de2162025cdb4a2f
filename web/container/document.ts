/** A container at a time and now, with everything that happened to it. */
export const containerDocument = `query Container($number: String!, $at: DateTime, $asKnownAt: DateTime) {
  item(by: { number: $number }) { ...item
    hops(first: 50) { nodes {
      status from { ...party } to { ...party } fromSite { ...site } toSite { ...site } fromCountry toCountry crossesBorder ownershipChanges
      shippedAt receivedAt documents { type number } lineCount
      lines(first: 40) { item { ...item } container { ...item } shipped { ...amount } received { ...amount } difference }
      disagreements { kind item { ...item } senderSays receiverSays } } pageInfo { hasNextPage endCursor } }
    journey(first: 100) { nodes { ...step by { ...party } at { ...site } itemCount items(first: 10) { ...lines } documents { type number }
      corrects { ...step by { ...party } items(first: 10) { ...lines } correction { declaredAt reason } } } pageInfo { hasNextPage endCursor } }
    ... on Container { kind
      then: contents(at: $at, asKnownAt: $asKnownAt, first: 200) { ...contents }
      now: contents(first: 200) { ...contents } } } }
fragment item on Item { __typename id name digitalLink identifiers { scheme value uri } }
fragment party on Party { name country }
fragment site on Site { name place { country } }
fragment amount on Quantity { value unit }
fragment step on Event { id step time day status title }
fragment lines on EventItem { item { ...item } quantity { ...amount } role claim }
fragment contents on ContentConnection { nodes { item { ...item } inside { ...item } level quantity { ...amount } since } pageInfo { hasNextPage endCursor } }`;
