import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parse, stringify } from 'yaml';
import { problemsText } from '../../config/load-settings.ts';
import { parseSettings } from '../../config/parse-settings.ts';
import type { Checked } from '../../config/parse-yaml.ts';
import { parseYaml, valueAt } from '../../config/parse-yaml.ts';
import type { Settings } from '../../config/schema.ts';
import { explainIssue } from '../../config/settings-problem.ts';
import { migrateSettings, migrateText } from '../../config/versions/migrate-settings.ts';
import { versionProblem } from '../../config/versions/version-problem.ts';
import { GatewayError } from '../../core/model/gateway-error.ts';
import type { Json } from '../../core/model/ids.ts';
import { programFile } from '../../files/program-files.ts';
import { simulated } from '../../sim/model/simulated-sensors.ts';
import type { SimStore } from '../../sim/scenario/build-store.ts';
import { buildStore } from '../../sim/scenario/build-store.ts';
import { checkScenario } from '../../sim/scenario/check-scenario.ts';
import { SCENARIO_1_TO_2 } from '../../sim/scenario/scenario-1-to-2.ts';
import type { FaultFile, ScenarioFile } from '../../sim/scenario/scenario-file.ts';
import { faultList, SCENARIO_VERSION, scenarioSchema } from '../../sim/scenario/scenario-file.ts';
import { settingsSchema } from '../settings/settings-schema.ts';

/** The stores that are part of Lintel. Each has its settings in config/stores and its scenario in config/scenarios. */
export const SHIPPED_SHOPS = ['boutique', 'supermarket', 'kiosk'] as const;

const SCENARIOS = programFile('config/scenarios/');

/** A scenario and its settings before they are checked, so that a sweep can still change them. */
export interface SimTrees {
  readonly scenarioPath: string;
  readonly settingsPath: string;
  readonly scenario: Json;
  readonly settings: Json;
}

/** A simulated store and the checked settings of its gateway. */
export interface OpenScenario {
  readonly shop: SimStore;
  readonly settings: Settings;
  /** Ids of sensors that cannot be simulated. They are down for the whole run. */
  readonly unsimulated: readonly string[];
}

/**
 * Reads a scenario: a shipped one by its name, any other by its path. Writes nothing. Throws SETTINGS_UNREADABLE or
 * SETTINGS_INVALID with all problems.
 */
export function readScenario(nameOrPath: string): SimTrees {
  const scenarioPath = pathOf(nameOrPath);
  const text = migrateText(readText(scenarioPath), { 1: SCENARIO_1_TO_2 }, SCENARIO_VERSION);
  const file = checkedScenario(scenarioPath, text);
  const settingsPath = resolve(dirname(scenarioPath), file.settings);
  return {
    scenarioPath,
    settingsPath,
    scenario: parse(text) as Json,
    settings: parse(migrateSettings(readText(settingsPath))) as Json,
  };
}

/**
 * Checks the scenario and the settings, and that both describe the same store. If `faults` are given, they replace
 * those of the scenario.
 */
export async function openScenario(trees: SimTrees, faults?: readonly FaultFile[]): Promise<OpenScenario> {
  const { scenarioPath, settingsPath } = trees;
  const found = parseSettings(stringify(trees.settings), await settingsSchema());
  if (found.settings === undefined) throw invalid(settingsPath, found.problems);
  const { settings } = found;
  const parsed = checkedScenario(scenarioPath, stringify(trees.scenario));
  const file = faults === undefined ? parsed : { ...parsed, faults: [...faults] };
  const problems = checkScenario(file, settings);
  if (problems.length > 0) throw invalid(scenarioPath, problems);
  const unsimulated = settings.sensors
    .filter((sensor) => simulated(sensor) === undefined)
    .map(({ id }) => id);
  return { shop: buildStore(file, settings), settings, unsimulated };
}

/** Reads a list of faults, from its own file or from the section `faults` of a scenario. */
export function readFaults(path: string): readonly FaultFile[] {
  const { value, problems } = parseYaml(readText(path), (raw): Checked<readonly FaultFile[]> => {
    const list = Array.isArray(raw) ? raw : valueAt(raw, ['faults']);
    const at = Array.isArray(raw) ? [] : ['faults'];
    const parsed = faultList.safeParse(list, { reportInput: true });
    if (parsed.success) return { value: parsed.data, problems: [] };
    const issues = parsed.error.issues.map((issue) => ({ ...issue, path: [...at, ...issue.path] }));
    return { problems: issues.flatMap((issue) => explainIssue(issue, (path_) => valueAt(raw, path_))) };
  });
  if (value === undefined) throw invalid(path, problems);
  return value;
}

function checkedScenario(path: string, text: string): ScenarioFile {
  const { value, problems } = parseYaml(text, (raw): Checked<ScenarioFile> => {
    const version = versionProblem(raw, SCENARIO_VERSION);
    if (version !== undefined) return { problems: [version] };
    const parsed = scenarioSchema.safeParse(raw, { reportInput: true });
    if (parsed.success) return { value: parsed.data, problems: [] };
    return {
      problems: parsed.error.issues.flatMap((issue) => explainIssue(issue, (at) => valueAt(raw, at))),
    };
  });
  if (value === undefined) throw invalid(path, problems);
  return value;
}

function pathOf(nameOrPath: string): string {
  const isShipped = SHIPPED_SHOPS.some((name) => name === nameOrPath);
  if (isShipped) return new URL(`${nameOrPath}.yaml`, SCENARIOS).pathname;
  if (existsSync(nameOrPath)) return resolve(nameOrPath);
  throw new GatewayError(
    'SETTINGS_UNREADABLE',
    `there is no scenario '${nameOrPath}': name one of ${SHIPPED_SHOPS.join(', ')}, or the path of a scenario file`,
  );
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new GatewayError(
      'SETTINGS_UNREADABLE',
      `${path} cannot be read: ${(error as Error).message}`,
      error,
    );
  }
}

function invalid(path: string, problems: Parameters<typeof problemsText>[1]): GatewayError {
  return new GatewayError('SETTINGS_INVALID', problemsText(path, problems));
}
