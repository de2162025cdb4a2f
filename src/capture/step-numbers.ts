import type { Viewer } from '../access/viewer.ts';
import type { EpcisEvent } from '../core/epcis/event.ts';
import { describeKey, logisticUnitKey } from '../core/gs1/key.ts';
import { accept } from '../core/result.ts';
import { NumberSeriesService } from '../masterdata/number-series.service.ts';
import type { StepNumbers } from './step-lookup.ts';

/** New numbers, each given once. */
export const drawnNumbers = (series: NumberSeriesService, viewer: Viewer): StepNumbers => ({
  lot: async (product) => (await series.nextLots(viewer, product))[0] ?? '',
  container: async () => {
    const drawn = await series.nextSsccs(viewer);
    return drawn.ok ? accept(logisticUnitKey(drawn.value[0] ?? '')) : drawn;
  },
});

/** What a number that is not drawn looks like in a preview. */
const placeholder = 'NEW';

/** For a preview: nothing is drawn. */
export const previewNumbers: StepNumbers = {
  lot: () => Promise.resolve(placeholder),
  container: () => Promise.resolve(accept(logisticUnitKey('000000000000000000'))),
};

/**
 * The numbers that the same step was given when it was recorded, so that a retry makes the same event; where it does not fit (other
 * content under the same id) a placeholder, which then is one of the differences.
 */
export const repeatedNumbers = (earlier: EpcisEvent): StepNumbers => {
  const births = earlier.items.filter(
    ({ role, classLevel }) => classLevel && (role === 'OUTPUT' || role === 'ITEM'),
  );
  const parent = earlier.items.find(({ role }) => role === 'PARENT');
  return {
    lot: (product, index) => {
      const key = births[index]?.key ?? '';
      const rest = key.startsWith(`${product}/10/`) ? key.slice(product.length + 4) : '';
      const lot = rest === '' ? null : (describeKey(key, true).lot ?? decodeURIComponent(rest));
      return Promise.resolve(lot ?? placeholder);
    },
    container: () => Promise.resolve(accept(parent?.id ?? placeholder)),
  };
};
