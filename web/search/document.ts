/** Whatever a text names; numbers whole, names in part. */
export const searchDocument = `query Search($text: String!) { search(text: $text, first: 50) { nodes { matched result { __typename
  ... on Part { item: name isDescribed digitalLink identifiers { scheme value uri } }
  ... on Container { item: name isDescribed digitalLink identifiers { scheme value uri } }
  ... on Product { product: name identifiers { scheme value uri } }
  ... on Organisation { party: name country identifiers { scheme value uri } }
  ... on Site { site: name place { country } identifiers { scheme value uri } }
  ... on Event { step day by { name } items(first: 1) { item { name digitalLink identifiers { scheme value uri } } } } } }
  pageInfo { hasNextPage } } }`;
