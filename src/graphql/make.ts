/** An object of a GraphQL class with its fields; the class is how a union or interface knows its type. */
export const make = <T extends object>(type: new () => T, fields: T): T =>
  Object.assign(new type(), fields);
