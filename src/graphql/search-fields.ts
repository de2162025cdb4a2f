import type { Viewer } from '../access/viewer.ts';
import type { SearchHit as Hit } from '../query/search.service.ts';
import { make } from './make.ts';
import type { Presenter } from './present.ts';
import { SearchHit, type SearchResult } from './search.types.ts';

function resultOf(presenter: Presenter, viewer: Viewer, hit: Hit): SearchResult {
  switch (hit.kind) {
    case 'ITEM':
      return presenter.item(viewer, hit.view);
    case 'PRODUCT':
      return presenter.product(viewer, hit.view);
    case 'ORGANISATION':
      return presenter.organisation(viewer, hit.view);
    case 'SITE':
      return presenter.site(viewer, hit.view);
    case 'EVENT':
      return presenter.event(viewer, hit.view);
  }
}

/** A hit as a type of the contract. */
export const presentHit = (presenter: Presenter, viewer: Viewer, hit: Hit): SearchHit =>
  make(SearchHit, { matched: hit.matched, result: resultOf(presenter, viewer, hit) });
