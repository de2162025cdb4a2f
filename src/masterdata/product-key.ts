/** Canonical key of a product by its GTIN of 14 digits (AI 01). */
export const productKey = (gtin: string): string => `https://id.gs1.org/01/${gtin}`;

/** The GTIN in the canonical key of a product, of a lot or of a piece; null for other keys. */
export const gtinIn = (key: string): string | null =>
  /^https:\/\/id\.gs1\.org\/01\/(\d{14})(?=\/|$)/.exec(key)?.[1] ?? null;

/** The own-domain key of the product in the key of it, of its lots or of its pieces (`…/product/<name>/…`); null for other keys. */
export const ownProductKeyIn = (key: string): string | null =>
  /^https?:\/\/[!-~]+\/product\/[0-9a-z]{12}(?=\/|$)/.exec(key)?.[0] ?? null;

/** The canonical key of the product in the key of it, of its lots or of its pieces; null for other keys. */
export const productKeyIn = (key: string): string | null => {
  const gtin = gtinIn(key);
  return gtin === null ? ownProductKeyIn(key) : productKey(gtin);
};
