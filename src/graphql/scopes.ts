import type { Scope } from '../access/viewer.ts';

/**
 * Which scope each root field wants, in one table. OPEN: answered to everybody. A field that is not listed stops the start
 * (`guardSchema`), so nothing can be reachable by having been forgotten.
 */
export const fieldScopes: Readonly<Record<string, Scope | 'OPEN'>> = {
  'Query.viewer': 'OPEN',
  'Query.node': 'READ',
  'Query.nodes': 'READ',
  'Query.search': 'READ',
  'Query.item': 'READ',
  'Query.items': 'READ',
  'Query.provenance': 'READ',
  'Query.event': 'READ',
  'Query.events': 'READ',
  'Query.hops': 'READ',
  'Query.changes': 'READ',
  'Query.organisations': 'READ',
  'Query.sites': 'READ',
  'Query.products': 'READ',
  'Query.previewStep': 'READ',
  'Query.captureJob': 'READ',
  'Query.recall': 'READ',
  'Query.recallCase': 'READ',
  'Query.recallCases': 'READ',
  'Mutation.recordStep': 'RECORD',
  'Mutation.recordSteps': 'RECORD',
  'Mutation.captureEpcis': 'RECORD',
  'Mutation.fixStep': 'RECORD',
  'Mutation.voidStep': 'RECORD',
  'Mutation.holdItems': 'RECORD',
  'Mutation.releaseItems': 'RECORD',
  'Mutation.startRecall': 'SHARE',
  'Mutation.acknowledgeRecall': 'RECORD',
  'Mutation.closeRecall': 'SHARE',
  'Mutation.registerProduct': 'MASTER_DATA',
  'Mutation.registerSite': 'MASTER_DATA',
  'Mutation.registerOrganisation': 'MASTER_DATA',
  'Mutation.registerCertificate': 'MASTER_DATA',
  'Mutation.addNumber': 'MASTER_DATA',
};
