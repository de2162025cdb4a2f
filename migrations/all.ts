import { Access1790000000001 } from './1-access.ts';
import { Masterdata1790000000002 } from './2-masterdata.ts';
import { Log1790000000003 } from './3-log.ts';
import { Projection1790000000004 } from './4-projection.ts';
import { Capture1790000000005 } from './5-capture.ts';
import { Walks1790000000006 } from './6-walks.ts';
import { SteadyPlans1790000000007 } from './7-steady-plans.ts';
import { Containment1790000000008 } from './8-containment.ts';
import { OwnNumbers1790000000009 } from './9-own-numbers.ts';
import { Custody1790000000010 } from './10-custody.ts';
import { LeanLoads1790000000011 } from './11-lean-loads.ts';
import { ReadPoints1790000000012 } from './12-read-points.ts';
import { Cases1790000000013 } from './13-cases.ts';
import { Belief1790000000014 } from './14-belief.ts';
import { PlaceAndStep1790000000015 } from './15-place-and-step.ts';
import { Session1790000000016 } from './16-session.ts';
import { Registration1790000000017 } from './17-registration.ts';
import { PlacesOfReceipt1790000000018 } from './18-places-of-receipt.ts';
import { UnaskedIndexes1790000000019 } from './19-unasked-indexes.ts';
import { Carriers1790000000020 } from './20-carriers.ts';

/** Every migration, oldest first: an array, since a glob would pick up specs. */
export const migrations = [
  Access1790000000001,
  Masterdata1790000000002,
  Log1790000000003,
  Projection1790000000004,
  Capture1790000000005,
  Walks1790000000006,
  SteadyPlans1790000000007,
  Containment1790000000008,
  OwnNumbers1790000000009,
  Custody1790000000010,
  LeanLoads1790000000011,
  ReadPoints1790000000012,
  Cases1790000000013,
  Belief1790000000014,
  PlaceAndStep1790000000015,
  Session1790000000016,
  Registration1790000000017,
  PlacesOfReceipt1790000000018,
  UnaskedIndexes1790000000019,
  Carriers1790000000020,
];
