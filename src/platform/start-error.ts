/** The service cannot start, and its reader can do something about it: the message says what. Anything else thrown is a bug. */
export class StartError extends Error {}
