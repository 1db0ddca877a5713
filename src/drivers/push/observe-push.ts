import type { EpochMs, SensorId } from '../../core/model/ids.ts';
import type { SensorDown, SensorObservation } from '../../core/model/observation.ts';
import type { PushMessage } from '../../ports/links.ts';
import type { ObserveContext } from '../support/observe-items.ts';
import { HEARTBEAT_MS } from '../support/observe-items.ts';
import { UnreadableItems } from '../support/unreadable-items.ts';
import { HEARTBEAT, withHeartbeat } from '../support/with-heartbeat.ts';
import type { Availability } from './availability.ts';
import { FIRST_WORD_MS } from './availability.ts';
import type { PushMapper } from './map-push.ts';

/** A device counts as silent after this many missed reports. */
const MISSED_REPORTS = 3;

export interface ObservePushOptions {
  readonly open: (signal: AbortSignal) => AsyncIterable<PushMessage>;
  readonly mapper: PushMapper;
  readonly context: ObserveContext;
  /** Interval of the device's reports. Absent: it reports only when a person passes. */
  readonly everySeconds: number | undefined;
  /** Number of report intervals for which the last report stays valid. Absent: until the device counts as silent. */
  readonly holdsReports?: number;
}

/**
 * Yields the observations of a device that sends reports unasked. A silent device is reported as down once. The link
 * stays open meanwhile, so that its next report arrives.
 */
export async function* observePush({
  open,
  mapper,
  context,
  everySeconds = Number.POSITIVE_INFINITY,
  holdsReports = MISSED_REPORTS,
}: ObservePushOptions): AsyncGenerator<SensorObservation> {
  const { sensor, clock } = context;
  const watch = new Silence(sensor, everySeconds * 1_000, clock.monotonicMs());
  const absence = new Absence(sensor, mapper.availability, clock.monotonicMs());
  const unreadable = new UnreadableItems();
  for await (const item of withHeartbeat(open, HEARTBEAT_MS, context)) {
    const [at, nowMs] = [clock.now(), clock.monotonicMs()];
    const seen = item === HEARTBEAT ? mapper.release(at) : mapper.map(item, at);
    if (item !== HEARTBEAT && seen !== undefined) watch.noteReport(nowMs);
    if (item !== HEARTBEAT) {
      const isRead = seen !== undefined;
      // A message may hold addresses of devices and people: only its size is ever shown.
      context.heard?.(`${item.payload.length} bytes`, isRead);
      note(unreadable, item, { isRead, nowMs });
    }
    yield* seen ?? [];
    const down = watch.judge(at, nowMs) ?? absence.judge(at, nowMs) ?? misread(unreadable, sensor, at);
    if (down !== undefined) yield down;
    else if (item === HEARTBEAT && watch.isHeard(nowMs, holdsReports) && !absence.isAway)
      yield { kind: 'SensorAlive', sensor, at };
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

/** Reports once that a device is away, or that its availability is still unknown after a minute. */
class Absence {
  readonly #sensor: SensorId;
  readonly #availability: Availability;
  readonly #sinceMs: number;
  #isReported = false;

  constructor(sensor: SensorId, availability: Availability, nowMs: number) {
    this.#sensor = sensor;
    this.#availability = availability;
    this.#sinceMs = nowMs;
  }

  /** True when the device is away, and while its availability is unknown. */
  get isAway(): boolean {
    const { away, silent } = this.#availability;
    return away !== undefined || silent !== undefined;
  }

  judge(at: EpochMs, nowMs: number): SensorDown | undefined {
    const { away, silent } = this.#availability;
    const isSilent = silent !== undefined && nowMs - this.#sinceMs > FIRST_WORD_MS;
    if (!this.isAway) this.#isReported = false;
    if (this.#isReported || (away === undefined && !isSilent)) return undefined;
    this.#isReported = true;
    const [sensor, kind] = [this.#sensor, 'SensorDown'] as const;
    if (away !== undefined) {
      return { kind, sensor, at, cause: 'LINK_LOST', detail: `'${away}' says that '${sensor}' is away` };
    }
    const detail = `nothing on '${silent}' says whether '${sensor}' is there: turn its availability on`;
    return { kind, sensor, at, cause: 'LINK_SILENT', detail };
  }
}

/** Detects that a device which sends reports unasked has become silent. */
class Silence {
  readonly #sensor: SensorId;
  readonly #everyMs: number;
  #heardMs: number;
  #isReported = false;
  #hasReported = false;

  constructor(sensor: SensorId, everyMs: number, nowMs: number) {
    this.#sensor = sensor;
    this.#everyMs = everyMs;
    this.#heardMs = nowMs;
  }

  /** Returns whether the last report is at most `reports` intervals old. */
  isHeard(nowMs: number, reports: number): boolean {
    return this.#hasReported && !this.#isReported && nowMs - this.#heardMs <= reports * this.#everyMs;
  }

  noteReport(nowMs: number): void {
    this.#heardMs = nowMs;
    this.#isReported = false;
    this.#hasReported = true;
  }

  judge(at: EpochMs, nowMs: number): SensorDown | undefined {
    const afterMs = MISSED_REPORTS * this.#everyMs;
    if (this.#isReported || nowMs - this.#heardMs <= afterMs) return undefined;
    this.#isReported = true;
    const detail = `no report of '${this.#sensor}' for ${afterMs / 1_000} s: check its power, its network and the address it reports to`;
    return { kind: 'SensorDown', sensor: this.#sensor, at, cause: 'LINK_SILENT', detail };
  }
}
