/**
 * The words of GS1's Core Business Vocabulary 2.0 that EPCIS 2.0 events may use bare in JSON.
 * A word outside these lists must be a URI of somebody else's vocabulary.
 */
const words = (text: string): readonly string[] => text.trim().split(/\s+/);

/** CBV 2.0: 41 business steps. */
export const bizSteps: readonly string[] = words(`
  accepting arriving assembling collecting commissioning consigning creating_class_instance
  cycle_counting decommissioning departing destroying disassembling dispensing encoding
  entering_exiting holding inspecting installing killing loading other packing picking receiving
  removing repackaging repairing replacing reserving retail_selling sampling sensor_reporting
  shipping staging_outbound stock_taking stocking storing transporting unloading unpacking
  void_shipping`);

/** CBV 2.0: 33 dispositions. */
export const dispositions: readonly string[] = words(`
  active available completeness_inferred completeness_verified conformant container_closed
  container_open damaged destroyed dispensed disposed encoded expired in_progress in_transit
  inactive mismatch_class mismatch_instance mismatch_quantity needs_replacement no_pedigree_match
  non_conformant non_sellable_other partially_dispensed recalled reserved retail_sold returned
  sellable_accessible sellable_not_accessible stolen unavailable unknown`);

/** CBV 2.0: 13 business transaction types. */
export const businessTransactionTypes: readonly string[] = words(`
  bol cert desadv inv pedigree po poc prodorder recadv rma testprd testres upevt`);

/** CBV 2.0: 3 source and destination types. */
export const sourceDestinationTypes: readonly string[] = words(`
  location owning_party possessing_party`);

/** CBV 2.0: 2 error reasons. */
export const errorReasons: readonly string[] = words(`did_not_occur incorrect_data`);

/** GS1 Web Vocabulary, as fixed by EPCIS 2.0: 72 measurement types of a sensor report. */
export const measurementTypes: readonly string[] = words(`
  AbsoluteHumidity AbsorbedDose AbsorbedDoseRate Acceleration Altitude AmountOfSubstance
  AmountOfSubstancePerUnitVolume Angle AngularAcceleration AngularMomentum AngularVelocity Area
  Capacitance Conductance Conductivity Count Density Dimensionless DoseEquivalent
  DoseEquivalentRate DynamicViscosity ElectricCharge ElectricCurrent ElectricCurrentDensity
  ElectricFieldStrength Energy Exposure Force Frequency Illuminance Inductance Irradiance
  KinematicViscosity Length LinearMomentum Luminance LuminousFlux LuminousIntensity MagneticFlux
  MagneticFluxDensity MagneticVectorPotential Mass MassConcentration MassFlowRate MassPerAreaTime
  MemoryCapacity MolalityOfSolute MolarEnergy MolarMass MolarVolume Power Pressure RadiantFlux
  RadiantIntensity Radioactivity RelativeHumidity Resistance Resistivity SolidAngle SpecificVolume
  Speed SurfaceDensity SurfaceTension Temperature Time Torque Voltage Volume VolumeFlowRate
  VolumeFraction VolumetricFlux Wavenumber`);

/** CBV 2.0: 14 components of a measured vector or position. */
export const components: readonly string[] = words(`
  altitude axial_distance azimuth easting elevation_angle height latitude longitude northing
  polar_angle spherical_radius x y z`);

/** GS1 Web Vocabulary: 2 alerts of a sensor report. */
export const sensorAlerts: readonly string[] = words(`ALARM_CONDITION ERROR_CONDITION`);

/** One list of words: how it is called, and what comes before the word in its URI and URN forms. */
export interface Vocabulary {
  /** For messages: `a CBV 2.0 business step`. */
  readonly title: string;
  readonly words: ReadonlySet<string>;
  /** Web URI before the word: `https://ref.gs1.org/cbv/BizStep-`. */
  readonly uri: string;
  /** URN before the word (CBV 1.2 and XML): `urn:epcglobal:cbv:bizstep:`; '' where there is none. */
  readonly urn: string;
}

const vocabulary = (title: string, list: readonly string[], uri: string, urn = ''): Vocabulary => ({
  title,
  words: new Set(list),
  uri,
  urn,
});

const cbv = 'https://ref.gs1.org/cbv/';
const urn = 'urn:epcglobal:cbv:';
const voc = 'https://gs1.org/voc/';

/** The eight lists by the field that they are for. */
export const vocabularies = {
  bizStep: vocabulary('a CBV 2.0 business step', bizSteps, `${cbv}BizStep-`, `${urn}bizstep:`),
  disposition: vocabulary('a CBV 2.0 disposition', dispositions, `${cbv}Disp-`, `${urn}disp:`),
  bizTransactionType: vocabulary(
    'a CBV 2.0 business transaction type',
    businessTransactionTypes,
    `${cbv}BTT-`,
    `${urn}btt:`,
  ),
  sourceDestinationType: vocabulary(
    'a CBV 2.0 source or destination type',
    sourceDestinationTypes,
    `${cbv}SDT-`,
    `${urn}sdt:`,
  ),
  errorReason: vocabulary('a CBV 2.0 error reason', errorReasons, `${cbv}ER-`, `${urn}er:`),
  component: vocabulary('a CBV 2.0 component', components, `${cbv}Comp-`),
  measurementType: vocabulary('a GS1 measurement type', measurementTypes, voc),
  sensorAlert: vocabulary('a GS1 sensor alert', sensorAlerts, voc),
} as const;

/** The web URI of a bare word or its URN (`https://ref.gs1.org/cbv/BizStep-shipping`); anything else unchanged. */
export const wordUri = (list: Vocabulary, text: string): string => {
  if (list.words.has(text)) return list.uri + text;
  if (list.urn !== '' && text.startsWith(list.urn)) return list.uri + text.slice(list.urn.length);
  return text;
};

/** The bare word of a URN or web URI of this list (XML has those); anything else unchanged. */
export const bareWord = (list: Vocabulary, text: string): string => {
  for (const prefix of [list.uri, list.urn]) {
    const word = prefix !== '' && text.startsWith(prefix) ? text.slice(prefix.length) : '';
    if (list.words.has(word)) return word;
  }
  return text;
};
