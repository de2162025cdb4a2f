import { JsonNumber, type JsonObject } from '../json/value.ts';
import {
  type Field,
  type Scope,
  fieldOf,
  readId,
  readList,
  readObject,
  readOthers,
  readText,
  readTimeField,
  readUri,
  readWord,
} from './field.ts';
import { vocabularies } from './vocabulary.ts';

type Check = (field: Field, scope: Scope) => void;

const number: Check = ({ value, at }, { findings }) => {
  if (typeof value !== 'number' && !(value instanceof JsonNumber)) {
    findings.invalid(at, 'This must be a number.', 'a JSON number');
  }
};
const flag: Check = ({ value, at }, { findings }) => {
  if (typeof value !== 'boolean') findings.invalid(at, 'This must be true or false.');
};
const hexadecimal: Check = ({ value, at }, { findings }) => {
  if (typeof value !== 'string' || !/^[A-Fa-f0-9]+$/.test(value)) {
    findings.invalid(at, 'This must be hexadecimal digits.', 'for example f0f0f0');
  }
};

const metadataChecks: ReadonlyMap<string, Check> = new Map<string, Check>([
  ['time', readTimeField],
  ['startTime', readTimeField],
  ['endTime', readTimeField],
  ['deviceID', readId],
  ['deviceMetadata', readUri],
  ['rawData', readUri],
  ['dataProcessingMethod', readUri],
  ['bizRules', readUri],
]);

const reportChecks: ReadonlyMap<string, Check> = new Map<string, Check>([
  ['type', (field, scope) => void readWord(field, vocabularies.measurementType, scope)],
  ['exception', (field, scope) => void readWord(field, vocabularies.sensorAlert, scope)],
  ['component', (field, scope) => void readWord(field, vocabularies.component, scope)],
  ['deviceID', readId],
  ['time', readTimeField],
  ['stringValue', readText],
  ['uom', readText],
  ['booleanValue', flag],
  ['hexBinaryValue', hexadecimal],
  ...[
    'deviceMetadata',
    'rawData',
    'dataProcessingMethod',
    'bizRules',
    'microorganism',
    'chemicalSubstance',
    'coordinateReferenceSystem',
    'uriValue',
  ].map((name): [string, Check] => [name, readUri]),
  ...['value', 'minValue', 'maxValue', 'meanValue', 'sDev', 'percRank', 'percValue'].map(
    (name): [string, Check] => [name, number],
  ),
]);

const metadataNames = new Set(metadataChecks.keys());
const reportNames = new Set(reportChecks.keys());
const elementNames = new Set(['sensorMetadata', 'sensorReport']);

const readAll = (
  object: JsonObject,
  checks: ReadonlyMap<string, Check>,
  at: string,
  scope: Scope,
): void => {
  for (const [name, check] of checks) {
    if (object[name] !== undefined) check(fieldOf(object, name, at), scope);
  }
};

const readReport = (field: Field, scope: Scope): void => {
  const report = readObject(field, scope);
  if (report === null) return;
  if (report['type'] === undefined) {
    scope.findings.invalid(`${field.at}/type`, 'A sensor report must say what was measured.');
  }
  readAll(report, reportChecks, field.at, scope);
  readOthers(report, reportNames, field.at, scope);
};

const readElement = (field: Field, scope: Scope): void => {
  const element = readObject(field, scope);
  if (element === null) return;
  readOthers(element, elementNames, field.at, scope);
  if (element['sensorMetadata'] !== undefined) {
    const inner = fieldOf(element, 'sensorMetadata', field.at);
    const metadata = readObject(inner, scope);
    if (metadata !== null) {
      readAll(metadata, metadataChecks, inner.at, scope);
      readOthers(metadata, metadataNames, inner.at, scope);
    }
  }
  const reports = fieldOf(element, 'sensorReport', field.at);
  readList(reports, scope, 1).forEach((value, index) => {
    readReport({ value, at: `${reports.at}/${index}` }, scope);
  });
};

/** Checks a `sensorElementList` (EPCIS 2.0, ratified JSON schema); its values stay in the event's body. */
export const readSensors = (field: Field, scope: Scope): void => {
  readList(field, scope).forEach((value, index) => {
    readElement({ value, at: `${field.at}/${index}` }, scope);
  });
};
