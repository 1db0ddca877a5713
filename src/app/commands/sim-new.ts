import { existsSync, writeFileSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { Document, isScalar, visit } from 'yaml';
import { GatewayError } from '../../core/model/gateway-error.ts';
import type { Json } from '../../core/model/ids.ts';
import { newScenario } from '../../sim/plan/new-scenario.ts';
import { newSettings } from '../../sim/plan/new-settings.ts';
import type { TracedPlan } from '../../sim/plan/trace-plan.ts';
import { tracePlan } from '../../sim/plan/trace-plan.ts';
import { viewsPage } from '../../sim/plan/views-page.ts';
import type { Environment } from '../process/environment.ts';
import { EXIT } from '../process/environment.ts';
import type { NewLayoutOptions } from '../sim/new-layout.ts';
import { placeOnPlan } from '../sim/new-layout.ts';
import { openScenario, readScenario } from '../sim/open-scenario.ts';
import { readPlan } from '../sim/read-plan.ts';
import { readSampleSensors } from '../sim/sample-sensors.ts';

export interface SimNewOptions extends NewLayoutOptions {
  /** Path of the picture of the floor plan. */
  readonly new: string;
}

/**
 * `lintel sim FILE --new PLAN`: writes a new scenario, with the picture of the floor plan, settings, and the view of
 * each camera.
 */
export async function simNewCommand(
  path: string,
  options: SimNewOptions,
  { terminal }: Pick<Environment, 'terminal'>,
): Promise<number> {
  const name = basename(path, extname(path));
  const files = filesBeside(path, name);
  const plan = await trace(options);
  const layout = placeOnPlan(name, plan, options);
  write(files.scenario, toYaml(newScenario(layout, basename(files.settings))));
  write(files.settings, toYaml(newSettings(layout, await readSampleSensors())));
  const opened = await openScenario(readScenario(files.scenario));
  const stops = opened.shop.scenario.attractors.map(({ at }) => at);
  write(files.views, viewsPage(name, opened.shop.layout, stops));
  const { floor, walls, doors } = layout;
  terminal.out(
    `${floor.widthM} × ${floor.heightM} m, ${walls.length} pieces of inner wall, ${doors.length} doors
${files.scenario}: who comes when, what stands where. Change it to what is usual in your store.
${files.settings}: cameras, zones, lines and doors, as \`lintel run\` takes them.
${files.views}: what each camera sees.
Next: lintel sim ${files.scenario} --report ${join(dirname(path), `${name}-report.html`)}\n`,
  );
  return EXIT.ok;
}

/** Formats a value as YAML, with each list of points on one line. */
function toYaml(value: Json): string {
  const file = new Document(value);
  file.commentBefore = ' Written by `lintel sim --new`; to be changed by hand.';
  visit(file, {
    Seq: (_key, list) => {
      if (list.items.every(isScalar)) list.flow = true;
    },
  });
  return file.toString({ lineWidth: 140 });
}

/**
 * Returns the paths of the new files. Throws SETTINGS_INVALID when one of them exists, because it may have been edited
 * by hand.
 */
function filesBeside(path: string, name: string) {
  if (!/^[a-z0-9](?:[a-z0-9-]{0,40}[a-z0-9])?$/.test(name) || extname(path) !== '.yaml')
    throw invalid(`${path}: name a new file such as my-store.yaml: lower-case letters, digits and dashes`);
  const beside = (ending: string) => join(dirname(path), `${name}${ending}`);
  const files = {
    scenario: path,
    settings: beside('-settings.yaml'),
    views: beside('-views.html'),
  };
  const there = Object.values(files).filter((file) => existsSync(file));
  if (there.length > 0) throw invalid(`${there.join(', ')}: exists already; delete it, or give another name`);
  return files;
}

async function trace({ new: picture, width }: SimNewOptions): Promise<TracedPlan> {
  if (width === undefined)
    throw invalid('--width is needed: how wide the store is between its outer walls, in metres');
  const plan = tracePlan(await readPlan(picture), width);
  if (plan === undefined)
    throw invalid(
      `${picture}: no outer walls were found; draw walls filled dark on light ground, the outer ones parallel to the picture's sides`,
    );
  return plan;
}

function write(path: string, text: string): void {
  try {
    writeFileSync(path, text, { flag: 'wx' });
  } catch (error) {
    throw new GatewayError(
      'OUTPUT_UNWRITABLE',
      `${path} cannot be written: ${(error as Error).message}`,
      error,
    );
  }
}

function invalid(message: string): GatewayError {
  return new GatewayError('SETTINGS_INVALID', message);
}
