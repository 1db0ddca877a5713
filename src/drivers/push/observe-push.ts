import type { EpochMs, SensorId } from '../../core/model/ids.ts';
import type { SensorDown, SensorObservation } from '../../core/model/observation.ts';
import type { Clock } from '../../ports/clock.ts';
import type { PushMessage } from '../../ports/links.ts';
import { HEARTBEAT_MS } from '../support/observe-items.ts';
import { UnreadableItems } from '../support/unreadable-items.ts';
import { HEARTBEAT, withHeartbeat } from '../support/with-heartbeat.ts';
import type { PushMapper } from './map-push.ts';

/** A device may miss this many reports before it counts as silent. */
const MISSED_REPORTS = 3;

export interface ObservePushOptions {
  readonly open: (signal: AbortSignal) => AsyncIterable<PushMessage>;
  readonly mapper: PushMapper;
  readonly context: { readonly sensor: SensorId; readonly clock: Clock; readonly signal: AbortSignal };
  /** Absent: the device reports only when a person passes. */
  readonly everySeconds: number | undefined;
}

/**
 * Observations of a device that reports on its own. The link stays open while the device is silent, so that it can come
 * back: it is reported as down, once.
 */
export async function* observePush({
  open,
  mapper,
  context,
  everySeconds = Number.POSITIVE_INFINITY,
}: ObservePushOptions): AsyncGenerator<SensorObservation> {
  const { sensor, clock } = context;
  const watch = new Silence(sensor, everySeconds * 1_000 * MISSED_REPORTS, clock.monotonicMs());
  const unreadable = new UnreadableItems();
  for await (const item of withHeartbeat(open, HEARTBEAT_MS, context)) {
    const [at, nowMs] = [clock.now(), clock.monotonicMs()];
    const seen = item === HEARTBEAT ? mapper.release(at) : mapper.map(item, at);
    if (item !== HEARTBEAT && seen !== undefined) watch.noteReport(nowMs);
    if (item !== HEARTBEAT) note(unreadable, item, { isRead: seen !== undefined, nowMs });
    yield* seen ?? [];
    const down = watch.judge(at, nowMs) ?? misread(unreadable, sensor, at);
    if (down !== undefined) yield down;
    else if (item === HEARTBEAT && watch.isHeard) yield { kind: 'SensorAlive', sensor, at };
  }
}

function note(
  unreadable: UnreadableItems,
  { payload }: PushMessage,
  { isRead, nowMs }: { readonly isRead: boolean; readonly nowMs: number },
): void {
  if (isRead) unreadable.clear();
  else unreadable.add(`${payload.length} bytes without any of its fields`, nowMs);
}

function misread(unreadable: UnreadableItems, sensor: SensorId, at: EpochMs): SensorDown | undefined {
  if (!unreadable.takeNews()) return undefined;
  const detail = `messages come, but none has what the preset reads; the last one: ${unreadable.last}`;
  return { kind: 'SensorDown', sensor, at, cause: 'LINK_UNREADABLE', detail };
}

/** Whether a device that reports on its own still does. */
class Silence {
  readonly #sensor: SensorId;
  readonly #afterMs: number;
  #heardMs: number;
  #isReported = false;
  isHeard = false;

  constructor(sensor: SensorId, afterMs: number, nowMs: number) {
    this.#sensor = sensor;
    this.#afterMs = afterMs;
    this.#heardMs = nowMs;
  }

  noteReport(nowMs: number): void {
    this.#heardMs = nowMs;
    this.#isReported = false;
    this.isHeard = true;
  }

  judge(at: EpochMs, nowMs: number): SensorDown | undefined {
    if (this.#isReported || nowMs - this.#heardMs <= this.#afterMs) return undefined;
    this.#isReported = true;
    this.isHeard = false;
    const detail = `no report of '${this.#sensor}' for ${this.#afterMs / 1_000} s: check its power, its network and the address it reports to`;
    return { kind: 'SensorDown', sensor: this.#sensor, at, cause: 'LINK_SILENT', detail };
  }
}
