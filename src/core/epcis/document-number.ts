/** What stands last in a document's id: `urn:epcglobal:cbv:bt:9521005000013:BOL-5501` is BOL-5501. */
export const documentNumber = (uri: string): string => {
  const last = /[^:/#]+$/.exec(uri)?.[0] ?? uri;
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
};
