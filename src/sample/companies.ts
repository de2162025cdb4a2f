import type { DemoKey } from '../pages/screens.tsx';
import { sampleKey } from '../access/api-key.ts';
import { readSampleData, sampleRoles } from './world.ts';

/** The companies of the sample world that the demo offers to look as. */
export const sampleCompanies = (): readonly DemoKey[] => {
  const { organisations } = readSampleData();
  return sampleRoles.map(({ role, organisation }) => ({
    role,
    name: organisations[organisation]?.name ?? role,
    key: sampleKey(role),
  }));
};
