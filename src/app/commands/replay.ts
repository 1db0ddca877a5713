import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { checkSettings, problemsText } from '../../config/load-settings.ts';
import type { Settings } from '../../config/schema.ts';
import { restateWindows } from '../../core/metrics/merging/restate-windows.ts';
import type { ZoneLeft } from '../../core/model/fact.ts';
import { GatewayError } from '../../core/model/gateway-error.ts';
import type { EpochMs } from '../../core/model/ids.ts';
import type { Restatement } from '../../core/model/restatement.ts';
import type { WindowSummary } from '../../core/model/window-summary.ts';
import { OccupancyResetSchedule } from '../gateway/occupancy-reset-schedule.ts';
import type { Environment } from '../process/environment.ts';
import { EXIT } from '../process/environment.ts';
import { createProgress, table } from '../process/terminal.ts';
import { mergeByTime } from '../replay/merge-inputs.ts';
import type { ReplayInput } from '../replay/open-input.ts';
import { modelOfInputs, openInput } from '../replay/open-input.ts';
import { replay } from '../replay/replay.ts';
import { RuleTable } from '../replay/rule-table.ts';
import { createTrackWriter } from '../replay/track-writer.ts';
import { buildStoreModel } from '../settings/build-store-model.ts';
import { settingsSchema } from '../settings/settings-schema.ts';

export interface ReplayOptions {
  readonly config: string;
  readonly input: readonly string[];
  readonly start: string;
  readonly fps?: number;
  readonly facts?: string;
  readonly summaries?: string;
  readonly tracks?: string;
  /** True: also prints when each rule would have turned on. */
  readonly rules?: boolean;
}

/** `lintel replay`: runs the engine on recorded input as fast as possible. Times are those of the recording. */
export async function replayCommand(options: ReplayOptions, environment: Environment): Promise<number> {
  const { terminal } = environment;
  const { settings, problems } = checkSettings(options.config, await settingsSchema());
  if (settings === undefined) {
    terminal.err(`${problemsText(options.config, problems)}\n`);
    return EXIT.badSettings;
  }
  const start = Date.parse(options.start) as EpochMs;
  const shared = { start, settings, environment, ...(options.fps === undefined ? {} : { fps: options.fps }) };
  const inputs = await Promise.all(options.input.map((spec) => openInput({ ...shared, spec })));
  await play(options, settings, inputs, environment);
  const failures = inputs.flatMap(({ problem }) => problem?.() ?? []);
  for (const { code, message } of failures) terminal.err(`error ${code}: ${message}\n`);
  return failures.length === 0 ? EXIT.ok : EXIT.failed;
}

async function play(
  options: ReplayOptions,
  settings: Settings,
  inputs: readonly ReplayInput[],
  { terminal, stop }: Environment,
): Promise<void> {
  const [facts, summaries, tracks] = await Promise.all([
    openLines(options.facts),
    openLines(options.summaries),
    openLines(options.tracks),
  ]);
  const showProgress = progressOf(inputs, Date.parse(options.start), terminal);
  const visits = new VisitTable();
  const rules = new RuleTable();
  const model = modelOfInputs(buildStoreModel(settings), inputs);
  const firstFrame = inputs.find(({ given }) => given !== undefined)?.given?.detections.firstFrame ?? 1;
  const closing = new OccupancyResetSchedule(settings.store);
  const closed = new ClosedWindows(summaries.write);
  const beganMs = performance.now();
  const { observations } = await replay(model, mergeByTime(inputs.map((input) => input.observations)), {
    fact: (fact) => {
      facts.write(JSON.stringify(fact));
      if (fact.kind === 'ZoneLeft') visits.add(fact);
    },
    rule: (change) => rules.add(change),
    summary: (summary) => closed.add(summary),
    hasClosed: (at) => closing.hasCome(at),
    restated: (restatement, engine) => {
      const isWritten = closed.restate(restatement);
      if (!isWritten && restatement.kind === 'crossings') engine.countLate(restatement, restatement);
    },
    ...(options.tracks === undefined ? {} : { frame: createTrackWriter(firstFrame, tracks.write) }),
    progress: (at, count) => {
      stop.throwIfAborted();
      showProgress(at, count);
    },
  });
  showProgress();
  await Promise.all([facts, summaries, tracks].map((output) => output.close()));
  terminal.err(`${observations} observations in ${((performance.now() - beganMs) / 1000).toFixed(1)} s\n`);
  terminal.out(visits.text());
  if (options.rules === true) terminal.out(rules.text(settings.rules.map(({ id }) => id)));
}

/** Prints each window when it closes, and again whenever a later correction changes it. */
class ClosedWindows {
  readonly #write: (line: string) => void;
  readonly #newest = new Map<string, WindowSummary>();

  constructor(write: (line: string) => void) {
    this.#write = write;
  }

  add(window: WindowSummary): void {
    this.#newest.set(`${window.startAt}/${window.durationMs}`, window);
    this.#write(JSON.stringify(window));
  }

  /** Applies a correction to the windows that it concerns. Returns false when no window changed. */
  restate(restatement: Restatement): boolean {
    const windows = restateWindows(restatement, [...this.#newest.values()]);
    for (const window of windows) this.add(window);
    return windows.length > 0;
  }
}

/** Returns a function that shows the progress up to a time. Called without a time, it removes the progress bar. */
function progressOf(
  inputs: readonly ReplayInput[],
  startMs: number,
  terminal: Environment['terminal'],
): (at?: EpochMs, observations?: number) => void {
  const progress = createProgress(terminal, () => performance.now());
  const lengths = inputs.map(({ lengthMs }) => lengthMs);
  const total = lengths.every((length) => length !== undefined) ? Math.max(...lengths) : undefined;
  return (at, observations = 0) => {
    if (at === undefined) progress.end();
    else progress.show(at - startMs, total, `${new Date(at).toISOString()} · ${observations} observations`);
  };
}

/** Collects the visits to each zone, for a table at the end. */
class VisitTable {
  readonly #zones = new Map<string, { visits: number; dwellMs: number; censored: number }>();

  add({ zone: id, dwellMs, censored, resumedFrom }: ZoneLeft): void {
    const zone = this.#zones.get(id) ?? { visits: 0, dwellMs: 0, censored: 0 };
    zone.dwellMs += dwellMs;
    this.#zones.set(id, zone);
    // This fragment continues a visit that was already counted when it was split.
    if (resumedFrom !== undefined) return;
    zone.visits += 1;
    zone.censored += censored === undefined ? 0 : 1;
  }

  /** Returns the table; empty when there were no visits. */
  text(): string {
    if (this.#zones.size === 0) return '';
    const rows = [...this.#zones].map(([zone, { visits, dwellMs, censored }]) => {
      return [zone, String(visits), (dwellMs / 1000).toFixed(1), String(censored)];
    });
    return `${table([['zone', 'visits', 'dwell s', 'censored'], ...rows])}\n`;
  }
}

interface Lines {
  write(line: string): void;
  close(): Promise<void>;
}

async function openLines(path: string | undefined): Promise<Lines> {
  if (path === undefined) return { write: () => undefined, close: async () => undefined };
  const file = createWriteStream(path);
  await once(file, 'open').catch((error: Error) => {
    throw new GatewayError('OUTPUT_UNWRITABLE', `${path} cannot be written: ${error.message}`, error);
  });
  return {
    write: (line) => {
      file.write(`${line}\n`);
    },
    close: async () => {
      file.end();
      await once(file, 'close');
    },
  };
}
