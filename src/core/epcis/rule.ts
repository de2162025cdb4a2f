import { type JsonObject, type JsonValue } from '../json/value.ts';
import type { Action, EventType } from './event.ts';
import type { Scope } from './field.ts';

const common = [
  '@context',
  'type',
  'eventTime',
  'recordTime',
  'eventTimeZoneOffset',
  'eventID',
  'certificationInfo',
  'errorDeclaration',
  'bizStep',
  'disposition',
  'persistentDisposition',
  'readPoint',
  'bizLocation',
  'bizTransactionList',
  'sourceList',
  'destinationList',
  'sensorElementList',
];
const packing = ['action', 'parentID', 'childEPCs', 'childQuantityList'];

/** Standard fields by event type (ratified JSON schema, `propertyNames`). */
export const fieldNames: Readonly<Record<EventType, ReadonlySet<string>>> = {
  ObjectEvent: new Set([...common, 'action', 'epcList', 'quantityList', 'ilmd']),
  AggregationEvent: new Set([...common, ...packing]),
  AssociationEvent: new Set([...common, ...packing]),
  TransactionEvent: new Set([...common, 'action', 'parentID', 'epcList', 'quantityList']),
  TransformationEvent: new Set([
    ...common,
    'inputEPCList',
    'inputQuantityList',
    'outputEPCList',
    'outputQuantityList',
    'transformationID',
    'ilmd',
  ]),
  ExtendedEvent: new Set(),
};

/** What the rules look at beside the JSON. */
interface Ruled {
  readonly type: EventType;
  readonly action: Action | null;
}

const has = (json: JsonObject, name: string): boolean => json[name] !== undefined;

/** True for a list with entries; anything that is no list was refused already and counts as filled. */
const isFilled = (json: JsonObject, name: string): boolean => {
  const value: JsonValue | undefined = json[name];
  return value !== undefined && (!Array.isArray(value) || value.length > 0);
};

type Rule = (json: JsonObject, event: Ruled, at: string, scope: Scope) => void;

const objectRules: Rule = (json, { action }, at, { findings }) => {
  const sensed = isFilled(json, 'sensorElementList') && has(json, 'readPoint');
  if (!has(json, 'epcList') && !isFilled(json, 'quantityList') && !sensed) {
    findings.invalid(
      `${at}/epcList`,
      'An object event must say what it is about.',
      'epcList, or quantityList with an entry, or sensorElementList with a readPoint',
    );
  }
  if (has(json, 'ilmd') && action !== 'ADD' && action !== null) {
    findings.invalid(`${at}/ilmd`, 'Birth data belongs to the action ADD.', 'no ilmd, or ADD');
  }
};

const childRules: Rule = (json, { action }, at, { findings }) => {
  if (action === 'DELETE') return;
  if (isFilled(json, 'childEPCs') || isFilled(json, 'childQuantityList')) return;
  findings.invalid(
    `${at}/childEPCs`,
    'This event must name what is in or on the parent.',
    'childEPCs or childQuantityList with an entry, or the action DELETE',
  );
};

/** EPCIS 2.0, AggregationEvent: the parent may be absent only when OBSERVE. The schemas miss it. */
const aggregationRules: Rule = (json, event, at, scope) => {
  childRules(json, event, at, scope);
  if (!has(json, 'parentID') && event.action !== 'OBSERVE' && event.action !== null) {
    scope.findings.invalid(`${at}/parentID`, 'ADD and DELETE must name the parent.', 'a URI');
  }
};

const associationRules: Rule = (json, event, at, scope) => {
  childRules(json, event, at, scope);
  if (!has(json, 'parentID')) {
    scope.findings.invalid(`${at}/parentID`, 'An association must name its parent.', 'a URI');
  }
};

const transactionRules: Rule = (json, { action }, at, { findings }) => {
  if (!isFilled(json, 'bizTransactionList')) {
    findings.invalid(
      `${at}/bizTransactionList`,
      'A transaction event must name a business transaction.',
      'a list with at least one entry',
    );
  }
  if (!has(json, 'epcList') && !isFilled(json, 'quantityList') && action !== 'DELETE') {
    findings.invalid(
      `${at}/epcList`,
      'A transaction event must say what it is about.',
      'epcList, or quantityList with an entry, or the action DELETE',
    );
  }
};

const transformationRules: Rule = (json, _event, at, { findings }) => {
  const inputs = isFilled(json, 'inputEPCList') || isFilled(json, 'inputQuantityList');
  const outputs = isFilled(json, 'outputEPCList') || isFilled(json, 'outputQuantityList');
  const joined = has(json, 'transformationID') && json['transformationID'] !== '';
  if (joined ? inputs || outputs : inputs && outputs) return;
  const missing = inputs ? 'output' : 'input';
  findings.invalid(
    `${at}/${missing}QuantityList`,
    'A transformation must name what went in and what came out.',
    'inputs and outputs, or one of them with a transformationID',
  );
};

const rules: Readonly<Record<EventType, Rule>> = {
  ObjectEvent: objectRules,
  AggregationEvent: aggregationRules,
  AssociationEvent: associationRules,
  TransactionEvent: transactionRules,
  TransformationEvent: transformationRules,
  ExtendedEvent: () => undefined,
};

/** What must be there together, by event type: the ratified schema's conditions and those that it misses. */
export const checkEventRules: Rule = (json, event, at, scope) => {
  rules[event.type](json, event, at, scope);
};
