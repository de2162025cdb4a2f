import { type JsonObject, type JsonValue, JsonNumber } from '../json/value.ts';
import { parseDecimal } from '../units/decimal.ts';
import {
  type Action,
  type ErrorDeclaration,
  type EventType,
  type ItemLine,
  type ItemRole,
  type TypedId,
  actions,
} from './event.ts';
import {
  type Field,
  type Scope,
  fieldOf,
  keyOf,
  readExtension,
  readId,
  readList,
  readObject,
  readOthers,
  readTimeField,
  readUri,
  readWord,
  refuseOthers,
  refuseTwins,
} from './field.ts';
import { pointer } from '../json/parse.ts';
import { expandName } from './namespace.ts';
import { vocabularies } from './vocabulary.ts';

/** One place in an event that names items. */
interface ItemList {
  readonly name: string;
  readonly role: ItemRole;
  /** The ratified schema wants these entries to differ. */
  readonly distinct: boolean;
}

const epcLists: readonly ItemList[] = [
  { name: 'epcList', role: 'ITEM', distinct: true },
  { name: 'childEPCs', role: 'CHILD', distinct: false },
  { name: 'inputEPCList', role: 'INPUT', distinct: true },
  { name: 'outputEPCList', role: 'OUTPUT', distinct: true },
];
const quantityLists: readonly ItemList[] = [
  { name: 'quantityList', role: 'ITEM', distinct: false },
  { name: 'childQuantityList', role: 'CHILD', distinct: false },
  { name: 'inputQuantityList', role: 'INPUT', distinct: false },
  { name: 'outputQuantityList', role: 'OUTPUT', distinct: false },
];
const quantityNames = new Set(['epcClass', 'quantity', 'uom']);
const uomPattern = /^[A-Z0-9]{2,3}$/;

/** A list is read: its field, and where it lies within the event. */
interface Listed extends ItemList {
  readonly field: Field;
  readonly inner: string;
}

const instanceLine = (value: JsonValue, index: number, list: Listed, scope: Scope): ItemLine => {
  const id = readId({ value, at: `${list.field.at}/${index}` }, scope);
  return {
    role: list.role,
    id: id ?? '',
    key: keyOf(id),
    classLevel: false,
    quantity: null,
    unit: null,
    at: `${list.inner}/${index}`,
  };
};

const readQuantity = (field: Field, scope: Scope): string | null => {
  const { value, at } = field;
  if (value === undefined) return null;
  if (typeof value !== 'number' && !(value instanceof JsonNumber)) {
    scope.findings.invalid(at, 'A quantity must be a number.', 'a JSON number');
    return null;
  }
  const quantity = parseDecimal(value);
  if (quantity === null || quantity.startsWith('-')) {
    const message =
      quantity === null ? 'This number is too long.' : 'A quantity is never negative.';
    scope.findings.refused(at, message, 'zero or more, at most 30 digits');
    return null;
  }
  return quantity;
};

const readUnit = (field: Field, { findings }: Scope): string | null => {
  if (field.value === undefined) return null;
  if (typeof field.value === 'string' && uomPattern.test(field.value)) return field.value;
  findings.invalid(field.at, 'This is not a unit code.', 'UN/ECE Recommendation 20: KGM, LTR, …');
  return null;
};

const classLine = (value: JsonValue, index: number, list: Listed, scope: Scope): ItemLine => {
  const at = `${list.field.at}/${index}`;
  const line = { role: list.role, classLevel: true, at: `${list.inner}/${index}` };
  const element = readObject({ value, at }, scope);
  if (element === null) return { ...line, id: '', key: '', quantity: null, unit: null };
  const id = readId(fieldOf(element, 'epcClass', at), scope);
  refuseOthers(element, quantityNames, at, scope);
  return {
    ...line,
    id: id ?? '',
    key: keyOf(id),
    quantity: readQuantity(fieldOf(element, 'quantity', at), scope),
    unit: readUnit(fieldOf(element, 'uom', at), scope),
  };
};

const readParent = (json: JsonObject, at: string, scope: Scope): readonly ItemLine[] => {
  if (json['parentID'] === undefined) return [];
  const id = readId(fieldOf(json, 'parentID', at), scope);
  const empty = { classLevel: false, quantity: null, unit: null };
  return [{ role: 'PARENT', id: id ?? '', key: keyOf(id), ...empty, at: '/parentID' }];
};

/** Every item that the event names, in the order of the standard's fields: parent, EPC lists, quantity lists. */
export const readItems = (json: JsonObject, at: string, scope: Scope): readonly ItemLine[] => {
  const items: ItemLine[] = [...readParent(json, at, scope)];
  const read = (lists: readonly ItemList[], line: typeof instanceLine): void => {
    for (const list of lists) {
      if (json[list.name] === undefined) continue;
      const field = fieldOf(json, list.name, at);
      const listed = { ...list, field, inner: `/${list.name}` };
      const entries = readList(field, scope);
      if (list.distinct && json['type'] !== 'TransactionEvent') {
        refuseTwins(entries, field.at, scope);
      }
      entries.forEach((value, index) => items.push(line(value, index, listed, scope)));
    }
  };
  read(epcLists, instanceLine);
  read(quantityLists, classLine);
  return items;
};

/** `bizTransactionList`, `sourceList` or `destinationList`: entries `{type, <name>}`; only a transaction may lack its type. */
export const readTypedIds = (
  json: JsonObject,
  name: 'bizTransaction' | 'source' | 'destination',
  at: string,
  scope: Scope,
): readonly TypedId[] => {
  if (json[`${name}List`] === undefined) return [];
  const transaction = name === 'bizTransaction';
  const list = vocabularies[transaction ? 'bizTransactionType' : 'sourceDestinationType'];
  const known = new Set(['type', name]);
  const field = fieldOf(json, `${name}List`, at);
  return readList(field, scope).map((value, index) => {
    const entryAt = `${field.at}/${index}`;
    const entry = readObject({ value, at: entryAt }, scope);
    if (entry === null) return { type: null, id: '', key: '' };
    refuseOthers(entry, known, entryAt, scope);
    const typeField = fieldOf(entry, 'type', entryAt);
    const untyped = typeField.value === undefined && transaction;
    const id = readId(fieldOf(entry, name, entryAt), scope);
    return {
      type: untyped ? null : readWord(typeField, list, scope),
      id: id ?? '',
      key: keyOf(id),
    };
  });
};

const readDispositionList = (object: JsonObject, name: string, at: string, scope: Scope) => {
  if (object[name] === undefined) return [];
  const field = fieldOf(object, name, at);
  const list = readList(field, scope, 1);
  refuseTwins(list, field.at, scope);
  return list.flatMap((value, index) => {
    const word = readWord({ value, at: `${field.at}/${index}` }, vocabularies.disposition, scope);
    return word === null ? [] : [word];
  });
};

const dispositionNames = new Set(['set', 'unset']);

/** `persistentDisposition`: at least one of `set` and `unset`, neither of them empty. */
export const readDispositions = (
  json: JsonObject,
  at: string,
  scope: Scope,
): { readonly set: readonly string[]; readonly unset: readonly string[] } => {
  if (json['persistentDisposition'] === undefined) return { set: [], unset: [] };
  const field = fieldOf(json, 'persistentDisposition', at);
  const object = readObject(field, scope);
  if (object === null) return { set: [], unset: [] };
  refuseOthers(object, dispositionNames, field.at, scope);
  if (object['set'] === undefined && object['unset'] === undefined) {
    scope.findings.invalid(field.at, 'A persistent disposition sets or unsets something.');
  }
  return {
    set: readDispositionList(object, 'set', field.at, scope),
    unset: readDispositionList(object, 'unset', field.at, scope),
  };
};

const declarationNames = new Set(['declarationTime', 'reason', 'correctiveEventIDs']);

/** `errorDeclaration` (EPCIS 2.0, ratified JSON schema); null when there is none. */
export const readErrorDeclaration = (
  json: JsonObject,
  at: string,
  scope: Scope,
): ErrorDeclaration | null => {
  if (json['errorDeclaration'] === undefined) return null;
  const field = fieldOf(json, 'errorDeclaration', at);
  const object = readObject(field, scope);
  if (object === null) return null;
  readOthers(object, declarationNames, field.at, scope);
  const declared = fieldOf(object, 'declarationTime', field.at);
  const reason = fieldOf(object, 'reason', field.at);
  const corrective = fieldOf(object, 'correctiveEventIDs', field.at);
  const ids = corrective.value === undefined ? [] : readList(corrective, scope);
  return {
    declaredAt: typeof declared.value === 'string' ? declared.value : '',
    instant: readTimeField(declared, scope)?.instant ?? '',
    reason: reason.value === undefined ? null : readWord(reason, vocabularies.errorReason, scope),
    correctiveEventIds: ids.flatMap((value, index) => {
      const id = readUri({ value, at: `${corrective.at}/${index}` }, scope);
      return id === null ? [] : [id];
    }),
  };
};

/** CBV 2.0 master data `lotNumber` in all the ways that real contexts spell its namespace, and GS1's web vocabulary. */
const lotNumberName =
  /^(?:urn:epcglobal:cbv:mda[:#]?|https?:\/\/(?:ref|ns)\.gs1\.org\/cbv\/(?:mda[/#:-]?)?)lotNumber$|^https?:\/\/(?:www\.|ref\.)?gs1\.org\/voc\/(?:lotNumber|hasBatchLotNumber)$/i;

const textOf = (value: JsonValue | undefined): string | null => {
  if (typeof value === 'string' && value.trim() !== '') return value.trim();
  if (typeof value === 'number') return String(value);
  if (value instanceof JsonNumber) return value.raw;
  const list: readonly JsonValue[] = Array.isArray(value) ? value : [];
  return list.length === 1 ? textOf(list[0]) : null;
};

/** `ilmd`: extension fields only, and the lot number among them whatever its prefix. */
export const readIlmd = (
  json: JsonObject,
  at: string,
  scope: Scope,
): { readonly ilmd: JsonObject | null; readonly lotNumber: string | null } => {
  if (json['ilmd'] === undefined) return { ilmd: null, lotNumber: null };
  const field = fieldOf(json, 'ilmd', at);
  const ilmd = readObject(field, scope);
  let lotNumber: string | null = null;
  for (const [name, value] of Object.entries(ilmd ?? {})) {
    readExtension(name, { value, at: field.at + pointer(name) }, scope);
    if (lotNumberName.test(expandName(name, scope.prefixes))) lotNumber ??= textOf(value);
  }
  return { ilmd, lotNumber };
};

/** `action`: required except in a transformation, where it is no field at all. */
export const readAction = (
  json: JsonObject,
  type: EventType,
  at: string,
  { findings }: Scope,
): Action | null => {
  if (type === 'TransformationEvent') return null;
  const action = actions.find((name) => name === json['action']);
  if (action === undefined) {
    findings.invalid(`${at}/action`, 'This event needs an action.', 'ADD, OBSERVE or DELETE');
  }
  return action ?? null;
};
