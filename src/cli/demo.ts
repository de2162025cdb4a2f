import type { Service } from '../main.ts';
import { SampleLoader } from '../sample/loader.ts';
import { readSampleData } from '../sample/world.ts';

const example = {
  query:
    'query($number: String!) { provenance(item: { number: $number }) { completeness { text } nodes { item { name } tier madeBy { name } country } } }',
  variables: { number: 'RR-0415' },
};

const event = {
  '@context': 'https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld',
  type: 'ObjectEvent',
  eventTime: '2026-05-01T09:00:00.000+02:00',
  eventTimeZoneOffset: '+02:00',
  action: 'OBSERVE',
  bizStep: 'inspecting',
  readPoint: { id: 'https://id.gs1.org/414/9521007000011' },
  quantityList: [
    { epcClass: 'https://id.gs1.org/01/09521007000011/10/RR-0415', quantity: 160, uom: 'KGM' },
  ],
};

const curl = (url: string, body: object): string => `  curl -s ${url} \\
    -H 'authorization: Bearer tl_test_sample_buyer' -H 'content-type: application/json' \\
    -d '${JSON.stringify(body)}'`;

/** What a newcomer reads after the start. */
const welcome = (url: string): string => `
Throughline is running with its sample world: ${url}

  Open ${url}/developers/explorer and press Run.
  You are Rhein Roastery, a buyer. Try: where does lot RR-0415 come from?

Keys of the sample world (everything in it uses the GS1 test prefix 952):
  tl_test_sample_buyer      Rhein Roastery
  tl_test_sample_mill       Kilele Mill
  tl_test_sample_farm       Asha Farm
  tl_test_sample_authority  Food Safety Authority

Ask where it comes from, by GraphQL:
${curl(`${url}/graphql`, example)}

Record an EPCIS 2.0 event, by REST:
${curl(`${url}/epcis/events`, event)}

Contracts: ${url}/schema.graphql and ${url}/openapi.json. Stop with Ctrl-C; the data stays.
`;

/** Loads the sample world once, and says what can be tried. */
export const openDemo = async (service: Service): Promise<void> => {
  const loaded = await new SampleLoader(service.server.app, readSampleData()).load();
  if (loaded === 'REFUSED') {
    process.stdout.write(
      `Throughline is running: ${service.url}\nThe sample world was not loaded, since this database holds other records: give THROUGHLINE_DATA_DIRECTORY a new folder for a demo.\n`,
    );
    return;
  }
  process.stdout.write(welcome(service.url));
};
