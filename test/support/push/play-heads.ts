import type { ZoneId } from '../../../src/core/model/ids.ts';
import type { SensorObservation } from '../../../src/core/model/observation.ts';
import type { StoreModel } from '../../../src/core/model/store-model.ts';
import type { ZoneSummary } from '../../../src/core/model/window-summary.ts';
import { findPreset } from '../../../src/drivers/push/preset-files.ts';
import type { Played } from '../stores/interval-door.ts';
import { COUNTER, MINUTE_MS, playIntervals, START } from '../stores/interval-door.ts';
import { THRESHOLDS } from '../stores/store-model.ts';
import type { LiveMessage } from './observe-live.ts';
import { observeLive } from './observe-live.ts';
import { BROKER, LOCAL } from './play-preset.ts';
import type { Minute } from './preset-fixture.ts';
import { fillBody, readFixture } from './preset-fixture.ts';

const SHAPELESS = { polygon: [], growBy: 0, thresholds: THRESHOLDS };

/** A store with one zone, of which a sensor tells the number of people. */
export function headStore(heads: 'counted' | 'occupied', zones: readonly string[] = ['corner']): StoreModel {
  const sensor = { id: COUNTER, type: 'counter-push', kind: 'counts-heads', maxGapMs: 15_000 } as const;
  return {
    sensors: [{ ...sensor, isLeast: heads === 'occupied' }],
    zones: zones.map((id) => ({ id: id as ZoneId, space: COUNTER, sensors: [COUNTER], heads, ...SHAPELESS })),
    ...{ lines: [], doors: [] },
    windows: { durationMs: MINUTE_MS, latenessMs: 15_000 },
  };
}

/** The messages of minutes in which so many people were in the zone, each right after its minute. */
export function headMessages(preset: string, minutes: readonly Minute[]): LiveMessage[] {
  const { messages } = readFixture(preset);
  return minutes.flatMap((minute, n) =>
    messages.map(({ topic, body }) => ({ at: minute.to, topic, text: fillBody(body, minute, n) })),
  );
}

export function headSettings(preset: string): Readonly<Record<string, unknown>> {
  const { settings, over } = readFixture(preset);
  return { preset, ...settings, ...(over === 'mqtt' ? BROKER : LOCAL) };
}

/** From a device's messages to the windows of its zone. */
export async function playHeads(
  preset: string,
  messages: readonly LiveMessage[],
  minutes: number,
): Promise<
  Played & {
    readonly zone: (minute: number) => ZoneSummary | undefined;
    readonly seen: readonly SensorObservation[];
  }
> {
  const span = { from: START, to: START + (minutes + 1) * MINUTE_MS };
  const read = await observeLive(headSettings(preset), messages, span);
  const seen = read.map((one) => ({ ...one, sensor: COUNTER }));
  const isOccupied = findPreset(preset)?.mapping.reads.some(({ as }) => as === 'occupied') === true;
  const arrivals = seen.map((one) => ({ at: one.at, seen: one }));
  const played = playIntervals(headStore(isOccupied ? 'occupied' : 'counted'), arrivals, { minutes });
  return { ...played, seen, zone: (minute) => played.window(minute)?.zones[0] };
}
