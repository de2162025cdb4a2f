import { Injectable } from '@nestjs/common';
import type { Viewer } from './viewer.ts';

/**
 * The one point where something is hidden: every view passes here before it leaves a service, and only here is decided who sees it.
 * The rule for now: whoever has a key sees this deployment, and nobody else sees anything.
 */
@Injectable()
export class RedactionService {
  /** True when the viewer may see anything at all; a list may then be read. */
  seesAny(viewer: Viewer): boolean {
    return viewer.organisation !== null;
  }

  /** The view as this viewer may see it; null when hidden, which is the same as unknown. */
  redact<View extends object>(viewer: Viewer, view: View): View | null {
    return this.seesAny(viewer) ? view : null;
  }

  /** Those of the views that this viewer may see, in the same order. */
  redactAll<View extends object>(viewer: Viewer, views: readonly View[]): readonly View[] {
    return views.flatMap((view) => this.redact(viewer, view) ?? []);
  }
}
