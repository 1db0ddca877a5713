import type { SensorObservation } from '../../../src/core/model/observation.ts';
import { findPreset } from '../../../src/drivers/push/preset-files.ts';
import type { RecordedItem } from '../links/recorded-links.ts';
import { observeRecording } from '../observe-recording.ts';
import type { Message, Played } from '../stores/interval-door.ts';
import { COUNTER, intervalModel, intervalStore, playIntervals } from '../stores/interval-door.ts';
import type { Minute, PresetFixture } from './preset-fixture.ts';
import { fillBody, readFixture } from './preset-fixture.ts';

/** A minute's messages, and when they come. */
export interface Delivery {
  readonly minute: Minute;
  readonly at: number;
}

export const LOCAL = { from: ['192.0.2.9'] };
export const BROKER = { broker: { url: 'mqtt://192.0.2.5:1883' } };

export function itemsOf(
  { messages }: PresetFixture,
  deliveries: readonly Delivery[],
  isOpen = false,
): RecordedItem[] {
  const sorted = deliveries.toSorted((a, b) => a.at - b.at);
  return sorted.flatMap(({ minute, at }, n) =>
    messages.map(({ topic, body, laterMs = 0 }) => {
      return { at: at + laterMs, item: { topic, text: fillBody(body, minute, n, isOpen) } };
    }),
  );
}

/** What the driver makes of a preset's messages. */
export async function observePreset(
  preset: string,
  items: readonly RecordedItem[],
): Promise<SensorObservation[]> {
  const fixture = readFixture(preset);
  const settings = { preset, ...fixture.settings, ...(fixture.over === 'mqtt' ? BROKER : LOCAL) };
  const run = await observeRecording('counter-push', { settings, items, levels: [], expected: [] }, 'stall');
  if (run.error !== undefined) throw run.error;
  await run.stop();
  return run.seen.map((seen) => ({ ...seen, sensor: COUNTER }));
}

/** From a device's messages to the windows of its door. */
export async function playPreset(
  preset: string,
  deliveries: readonly Delivery[],
  minutes: number,
): Promise<Played> {
  const seen = await observePreset(preset, itemsOf(readFixture(preset), deliveries));
  const messages = seen.map((one): Message => ({ at: one.at, seen: one }));
  const maxTotal = findPreset(preset)?.mapping.maxTotal;
  return playIntervals(intervalStore([intervalModel(COUNTER, maxTotal)]), messages, { minutes });
}
