/** Canonical key of a party by its GLN (AI 417). */
export const pglnKey = (gln: string): string => `https://id.gs1.org/417/${gln}`;

/** The keys under which a party may be kept that an event names so: a place's GLN is often used for the party itself. */
export const partyKeys = (key: string): readonly string[] => {
  const gln = /^https:\/\/id\.gs1\.org\/414\/(\d{13})$/.exec(key)?.[1];
  return gln === undefined ? [key] : [key, pglnKey(gln)];
};
