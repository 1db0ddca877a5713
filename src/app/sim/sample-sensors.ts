import { valueAt } from '../../config/parse-yaml.ts';
import { simulatedAs } from '../../sim/model/simulated-sensors.ts';
import type { SampleSensors } from '../../sim/plan/new-settings.ts';
import { openScenario, readScenario } from './open-scenario.ts';

/** Returns the settings of a camera and of tills, copied from a shipped store. */
export async function readSampleSensors(): Promise<SampleSensors> {
  const trees = readScenario('kiosk');
  const { settings } = await openScenario(trees);
  const sensors = (valueAt(trees.settings, ['sensors']) ?? []) as SampleSensors['camera'][];
  const find = (device: 'camera' | 'till') => {
    const [first] = simulatedAs(settings.sensors, device);
    return sensors.find(({ id }) => id === first?.id) ?? {};
  };
  return { camera: find('camera'), tills: find('till') };
}
