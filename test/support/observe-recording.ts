import type { SensorObservation } from '../../src/core/model/observation.ts';
import { loadDriver } from '../../src/drivers/registry.ts';
import { configuredSensor } from './configured-sensor.ts';
import { FakeClock } from './fake-clock.ts';
import type { Recording } from './links/recorded-links.ts';
import { recordedLinks } from './links/recorded-links.ts';
import type { Ending } from './links/scripted-source.ts';

export interface Run {
  readonly seen: SensorObservation[];
  readonly error: unknown;
  readonly stop: () => Promise<void>;
}

const POLL_MS = 2_000;
/** Ten minutes: a driver that polls more seldom keeps its recording short. */
const MAX_POLLS = 300;

/** As long as the recording lasted, and the time between two items more. */
function pollsOf({ items }: Recording): number {
  const spanMs = (items.at(-1)?.at ?? 0) - (items[0]?.at ?? 0);
  const betweenMs = spanMs / Math.max(1, items.length - 1);
  const polls = Math.ceil(spanMs / POLL_MS) + Math.ceil(betweenMs / POLL_MS);
  return Math.max(items.length, Math.min(MAX_POLLS, polls));
}

/** Opens the driver on a recording and reads what it gives until it is quiet, or lost. */
export async function observeRecording(type: string, recording: Recording, ending: Ending): Promise<Run> {
  const driver = await loadDriver(type);
  const clock = new FakeClock(recording.items[0]?.at);
  const abort = new AbortController();
  const seen: SensorObservation[] = [];
  let error: unknown;
  const links = recordedLinks(recording, clock, ending);
  const done = (async () => {
    try {
      const sensor = configuredSensor(driver, recording.settings);
      const context = { clock, signal: abort.signal };
      for await (const observation of sensor.open(links, context)) seen.push(observation);
    } catch (caught) {
      error = caught;
    }
  })();
  // A driver that polls does so on its clock; each step also is a chance for one that streams.
  for (let step = 0; step < recording.items.length + 3; step++) await clock.advance(1);
  for (let step = 0; step < pollsOf(recording); step++) await clock.advance(POLL_MS);
  return {
    seen,
    get error() {
      return error;
    },
    stop: async () => {
      abort.abort();
      await clock.advance(0);
      await done;
    },
  };
}
