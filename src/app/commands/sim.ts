import { writeFileSync } from 'node:fs';
import { GatewayError } from '../../core/model/gateway-error.ts';
import { renderReport } from '../../sim/report/report-page.ts';
import type { SimReport } from '../../sim/report/sim-report.ts';
import type { SweepAxis } from '../../sim/report/sweep.ts';
import { parseAxis } from '../../sim/report/sweep.ts';
import type { FaultFile } from '../../sim/scenario/scenario-file.ts';
import { createLog } from '../../system/log.ts';
import type { Environment } from '../process/environment.ts';
import { EXIT } from '../process/environment.ts';
import { createProgress } from '../process/terminal.ts';
import type { OpenScenario } from '../sim/open-scenario.ts';
import { openScenario, readFaults, readScenario } from '../sim/open-scenario.ts';
import { reportText, sweepText } from '../sim/report-text.ts';
import { reportScenario } from '../sim/run-scenario.ts';
import type { Sweep } from '../sim/run-sweep.ts';
import { runSweep } from '../sim/run-sweep.ts';
import { resolveSimPeriod } from '../sim/sim-period.ts';
import { createUnplugSchedule } from '../sim/unplug-schedule.ts';

export interface SimOptions {
  readonly report?: string;
  readonly json?: string;
  readonly seed: number;
  readonly speed?: number;
  readonly days: number;
  readonly from?: string;
  readonly to?: string;
  readonly faults?: string;
  readonly sweep?: readonly string[];
}

/** `lintel sim SCENARIO`: runs a gateway in a simulated store and compares its counts with the true ones. */
export async function simCommand(
  nameOrPath: string,
  options: SimOptions,
  environment: Environment,
): Promise<number> {
  const { terminal } = environment;
  const trees = readScenario(nameOrPath);
  const plain = await openScenario(trees);
  const span = resolveSimPeriod(plain.shop, options);
  const faults = faultsFor(options.faults, plain, span);
  const opened = faults === undefined ? plain : await openScenario(trees, faults);
  for (const sensor of opened.unsimulated) {
    terminal.err(`note: '${sensor}' is of a type that has no model yet; it stays away for the whole run\n`);
  }
  const axes = (options.sweep ?? []).map(sweepAxis);
  if (axes.length === 0) {
    const report = await runWithProgress(opened, options, span, environment);
    write(options, report);
    terminal.out(`${reportText(report)}\n`);
    return EXIT.ok;
  }
  const sweep = await runSweep(trees, axes, faults, (one, label) =>
    runWithProgress(one, options, { ...span, label }, environment),
  );
  write(options, sweep.report, sweep);
  terminal.out(`${sweepText(sweep)}\n`);
  return EXIT.ok;
}

function sweepAxis(text: string): SweepAxis {
  const axis = parseAxis(text);
  if (typeof axis === 'string') throw new GatewayError('SETTINGS_INVALID', axis);
  return axis;
}

async function runWithProgress(
  { shop, settings }: OpenScenario,
  options: SimOptions,
  { label = '', ...span }: { readonly fromMs: number; readonly toMs: number; readonly label?: string },
  { terminal, stop }: Environment,
): Promise<SimReport> {
  const progress = createProgress(terminal, () => performance.now());
  const log = await createLog({ level: 'error', onTerminal: true, fd: 2 });
  const local = (atMs: number) => new Date(atMs + shop.scenario.utcOffsetMs).toISOString();
  try {
    const run = {
      shop,
      settings,
      seed: options.seed,
      ...span,
      ...(options.speed === undefined ? {} : { speed: options.speed }),
      stop,
      log,
      progress: (atMs: number) =>
        progress.show(
          atMs - span.fromMs,
          span.toMs - span.fromMs,
          `${label} ${local(atMs).slice(0, 16).replace('T', ' ')}`,
        ),
    };
    return await reportScenario(run, shop.name);
  } finally {
    progress.end();
  }
}

function faultsFor(
  option: string | undefined,
  { shop }: OpenScenario,
  span: { readonly fromMs: number; readonly toMs: number },
): readonly FaultFile[] | undefined {
  if (option === undefined) return undefined;
  return option === 'each-sensor' ? createUnplugSchedule(shop, span) : readFaults(option);
}

function write({ report: page, json }: SimOptions, report: SimReport, sweep?: Sweep): void {
  if (page !== undefined) writeText(page, renderReport(report, sweep));
  if (json !== undefined) {
    const { layout: _drawn, paths: _lines, ...numbers } = report;
    const swept = sweep === undefined ? {} : { sweep: { axes: sweep.axes, rows: sweep.rows } };
    writeText(json, `${JSON.stringify({ ...numbers, ...swept }, undefined, 1)}\n`);
  }
}

function writeText(path: string, text: string): void {
  try {
    writeFileSync(path, text);
  } catch (error) {
    throw new GatewayError(
      'OUTPUT_UNWRITABLE',
      `${path} cannot be written: ${(error as Error).message}`,
      error,
    );
  }
}
