import { GatewayError } from '../../core/model/gateway-error.ts';
import type { Json } from '../../core/model/ids.ts';
import { simulated } from '../../sim/model/simulated-sensors.ts';
import { calibrationPairs } from '../../sim/physics/camera-view.ts';
import type { SimReport } from '../../sim/report/sim-report.ts';
import type { SweepAxis, SweepRow, SweepTrees } from '../../sim/report/sweep.ts';
import { applySweep, combinations, sweepErrors } from '../../sim/report/sweep.ts';
import type { FaultFile } from '../../sim/scenario/scenario-file.ts';
import type { OpenScenario, SimTrees } from './open-scenario.ts';
import { openScenario } from './open-scenario.ts';

export interface Sweep {
  readonly axes: readonly SweepAxis[];
  readonly rows: readonly SweepRow[];
  /** Report of the first run. */
  readonly report: SimReport;
}

/** Largest number of runs. More would take days, so they are probably a mistake. */
const MAX_RUNS = 200;

/** Runs the scenario once for each combination of values. */
export async function runSweep(
  trees: SimTrees,
  axes: readonly SweepAxis[],
  faults: readonly FaultFile[] | undefined,
  run: (opened: OpenScenario, label: string) => Promise<SimReport>,
): Promise<Sweep> {
  const chosen = combinations(axes);
  if (chosen.length > MAX_RUNS) throw invalid(`${chosen.length} runs are too many: at most ${MAX_RUNS}`);
  const opened = [];
  // Opens all scenarios before the first run, so that a wrong value is found immediately.
  const devices = await devicesOf(trees);
  for (const values of chosen) opened.push(await openChanged({ trees, devices, axes, values, faults }));
  const rows: SweepRow[] = [];
  let first: SimReport | undefined;
  for (const [i, one] of opened.entries()) {
    const values = chosen[i] ?? [];
    const label = `${i + 1}/${opened.length} ${axes.map(({ name }, k) => `${name}=${values[k]}`).join(' ')}`;
    const report = await run(one, label);
    first ??= report;
    rows.push({ values, errors: sweepErrors(report.comparisons) });
  }
  if (first === undefined) throw invalid('a sweep needs at least one value');
  return { axes, rows, report: first };
}

async function devicesOf(trees: SimTrees): Promise<SweepTrees['devices']> {
  const { settings } = await openScenario(trees, []);
  return new Map(
    settings.sensors.flatMap((sensor) => {
      const device = simulated(sensor)?.device;
      return device === undefined ? [] : [[sensor.id as string, device] as const];
    }),
  );
}

interface ChangedScenario {
  readonly trees: SimTrees;
  readonly devices: SweepTrees['devices'];
  readonly axes: readonly SweepAxis[];
  readonly values: readonly string[];
  readonly faults: readonly FaultFile[] | undefined;
}

async function openChanged(options: ChangedScenario): Promise<OpenScenario> {
  const { trees, devices, axes, values, faults } = options;
  const copy = structuredClone({ scenario: trees.scenario, settings: trees.settings });
  const changed = { ...copy, devices } as SweepTrees;
  for (const [i, { name }] of axes.entries()) {
    const wrong = applySweep(changed, name, values[i] ?? '');
    if (wrong !== undefined) throw invalid(wrong);
  }
  const opened = await openScenario({ ...trees, ...changed }, faults);
  return axes.some(({ name }) => name.startsWith('camera.'))
    ? recalibrated(trees, changed, opened, faults)
    : opened;
}

/** Calibrates a camera again after the sweep has moved it, as a technician would. */
function recalibrated(
  trees: SimTrees,
  changed: SweepTrees,
  { shop }: OpenScenario,
  faults: readonly FaultFile[] | undefined,
): Promise<OpenScenario> {
  const sensors = (changed.settings['sensors'] ?? []) as { [key: string]: Json }[];
  for (const camera of shop.layout.cameras) {
    const own = sensors.find(({ id }) => id === camera.sensor);
    if (own?.['calibration'] === undefined) continue;
    own['calibration'] = calibrationPairs(camera).map(({ floor, pixel }) => ({
      picture: [Math.round(pixel.x), Math.round(pixel.y)],
      floor: [floor.x, floor.y],
    }));
  }
  return openScenario({ ...trees, ...changed }, faults);
}

function invalid(message: string): GatewayError {
  return new GatewayError('SETTINGS_INVALID', message);
}
