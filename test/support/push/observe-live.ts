import type { SensorObservation } from '../../../src/core/model/observation.ts';
import { loadDriver } from '../../../src/drivers/registry.ts';
import type { PushMessage } from '../../../src/ports/links.ts';
import { configuredSensor } from '../configured-sensor.ts';
import { FakeClock } from '../fake-clock.ts';
import { recordedLinks } from '../links/recorded-links.ts';

/** A message of a device, when it comes. */
export interface LiveMessage {
  readonly at: number;
  readonly topic: string;
  readonly text: string;
  readonly retained?: boolean;
}

interface Span {
  readonly from: number;
  readonly to: number;
}

/** What the push driver makes of messages that come in their own time, heartbeats between them. */
export async function observeLive(
  settings: Readonly<Record<string, unknown>>,
  messages: readonly LiveMessage[],
  { from, to }: Span,
): Promise<SensorObservation[]> {
  const clock = new FakeClock(from);
  const recording = { settings, items: [], levels: [], expected: [] };
  const [seen, abort, queue]: [SensorObservation[], AbortController, Queue] = [
    [],
    new AbortController(),
    new Queue(),
  ];
  const links = { ...recordedLinks(recording, clock, 'stall'), push: { messages: () => queue.stream() } };
  const sensor = configuredSensor(await loadDriver('counter-push'), settings);
  const done = (async () => {
    for await (const one of sensor.open(links, { clock, signal: abort.signal })) seen.push(one);
  })();
  for (const { at, topic, text, retained } of messages.toSorted((a, b) => a.at - b.at)) {
    await clock.advance(at - clock.now());
    queue.push({ topic, payload: new TextEncoder().encode(text), ...(retained && { retained }) });
    await clock.advance(0);
  }
  await clock.advance(to - clock.now());
  queue.end();
  abort.abort();
  await clock.advance(0);
  await done;
  return seen;
}

class Queue {
  readonly #waiting: PushMessage[] = [];
  #wake: (() => void) | undefined;
  #isEnded = false;

  push(message: PushMessage): void {
    this.#waiting.push(message);
    this.#wake?.();
  }

  end(): void {
    this.#isEnded = true;
    this.#wake?.();
  }

  async *stream(): AsyncGenerator<PushMessage> {
    while (!this.#isEnded) {
      const next = this.#waiting.shift();
      if (next !== undefined) yield next;
      else await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }
}
