/** Whatever a text names; numbers whole, names in part. */
export const searchDocument = `query Search($text: String!) { search(text: $text, first: 50) { nodes { matched result { __typename
  ... on Part { item: name digitalLink identifiers { scheme value uri } }
  ... on Container { item: name digitalLink identifiers { scheme value uri } }
  ... on Product { product: name gtin }
  ... on Organisation { party: name country }
  ... on Site { site: name place { country } }
  ... on Event { title day items(first: 1) { item { name digitalLink identifiers { scheme value uri } } } } } }
  pageInfo { hasNextPage } } }`;
