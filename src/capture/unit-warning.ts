import type { Problem } from '../core/result.ts';
import { isUnit } from '../core/units/rec20.ts';

/**
 * A warning about a unit that has the form of a UN/ECE Rec 20 code but is none that is known here. It is recorded: Recommendations 20 and 21
 * hold thousands, and new ones every year; it only cannot be converted.
 */
export const unknownUnit = (code: string | null, at: string): readonly Problem[] =>
  code === null || isUnit(code)
    ? []
    : [
        {
          code: 'INVALID_VALUE',
          message: `The unit ${code} is not known here: it is recorded as it is and cannot be converted. If it was mistyped, correct it.`,
          at,
          expected: 'a UN/ECE Rec 20 code such as KGM',
        },
      ];
