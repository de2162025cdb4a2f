import type { ProblemCode } from '../core/result.ts';

/** What a person does about each code: the text of `/problems/{code}`. */
export const problemAdvice: Readonly<Record<ProblemCode, string>> = {
  INVALID_VALUE:
    'A value is missing, malformed or out of range. Correct the field that `at` points to; `expected` says how.',
  CHECK_DIGIT:
    'The check digit of a GS1 key is wrong: one digit was mistyped. Compare it with the label. Captures of other systems are stored all the same, with this as a warning.',
  EPCIS_INVALID:
    'The document breaks EPCIS 2.0 or CBV 2.0 at the place that `at` points to. Nothing of it was stored, or with `proceed` everything but this event.',
  ID_CONFLICT:
    'This eventID was recorded before with other content, in the fields that `differs` lists. A record is never changed: send a new id, or correct the old one with an error declaration (`fixStep`).',
  UNKNOWN_ITEM:
    'The number names nothing you may see. As a warning: the event is kept and linked when the item appears.',
  UNKNOWN_PARTY:
    'No organisation that you may see has this number. Register it, or check the number.',
  UNKNOWN_SITE: 'No site of yours has this number. Register it, or check the number.',
  UNKNOWN_PRODUCT: 'No product of yours has this number. Register it, or check the number.',
  AMBIGUOUS_NUMBER:
    'The number fits several items. Use `search`, choose one, and name it by its id.',
  NOT_YOURS: 'Only the organisation that recorded it may correct or change it. Ask them.',
  ALREADY_CORRECTED: 'It was corrected or voided before. Correct the newest record.',
  TOO_LARGE:
    'Larger than the limit that `expected` names. A document: 10,000 events, 50 MB, 10,000 characters of context. An event: 2,000,000 characters, 20,000 items. A text: 1,000,000 characters. Send it in parts, or keep large data as a file and record its address.',
  ROLLED_BACK:
    'Not done because another part of the batch was refused. Repair that part and send all again with the same ids.',
  ALREADY_EXISTS:
    'The GS1 key, name or number is in use in your organisation. Use the existing one.',
  UNLIKELY_TIME:
    'A warning: the time is later than now by our clock, or older than a year. It is recorded; look whether it is right.',
  LIKELY_DUPLICATE:
    'A warning: it looks like a record that you made before under another id. It is recorded; void one of them if it is the same.',
  OUTPUT_EXCEEDS_INPUT:
    'A warning: the outputs weigh more than the inputs. It is recorded; look whether a quantity or unit is wrong.',
  ON_HOLD:
    'A warning: the item is on hold or recalled. The step is recorded; stop using the item, or have whoever holds it release it.',
  CLAIM_ONLY:
    'A warning: you neither issued the item nor had it by then, and nobody who had it names you. It is recorded and kept as a claim, but not counted. Have the one who gave it to you record the shipment to you, or name you; then it counts by itself.',
  MADE_BEFORE:
    'A warning: the lot was made before, and this adds to it; or the piece was born into another lot before. It is recorded. If it is another batch that was given the same number, correct the record and give it a number of its own.',
  OVER_CONSUMPTION:
    'A warning: more was used, shipped, sold or destroyed than is left with you by your own records. It is recorded; correct the quantity or the unit, or record what you made, received or counted besides.',
};
