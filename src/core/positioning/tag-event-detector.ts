import type { TypeOf } from '../model/codec.ts';
import { boolean, branded, byKey, list, nullable, number, orNever, row } from '../model/codec.ts';
import type { FactSink } from '../model/fact.ts';
import type { EpochMs, SensorId, TagId, TagKind } from '../model/ids.ts';
import type { TagReported } from '../model/observation.ts';
import { judgeCounter } from '../model/replay-guard.ts';
import type { Checkpointed } from '../model/state-part.ts';
import { heldMap } from '../model/state-part.ts';

/** A product at rest for 8 s is put back. A visitor who turns a product over pauses for less. */
const PUT_BACK_MS = 8_000;
/** Tags repeat a motion report every minute while they move. Motion ends after this long without a report. */
const SILENT_MS = 90_000;
/** Presses without a packet number within 2.5 s are one press that several receivers heard. */
const SAME_PRESS_MS = 2_500;
/**
 * Buttons repeat a packet, with its number, for seconds, and some receivers forward it late. Within 10 s the same
 * number is the same press.
 */
const SAME_PACKET_MS = 10_000;
/** Largest number of remembered packets: more presses than a visitor makes in 10 s. */
const MAX_PACKETS = 32;
/** Battery limits. A coin cell at 2.4 V has days left; each maker defines percentages differently. */
const LOW_PERCENT = 15;
const LOW_MV = 2_400;
/** Limits that end a low-battery state. Only a new battery reaches them, not a warm day. */
const FRESH_PERCENT = 40;
const FRESH_MV = 2_800;

const KNOWN = row({
  /** The time at which a visitor picked the product up; null while the product rests. */
  handledAt: nullable(branded<EpochMs>()),
  movingAt: branded<EpochMs>(),
  stillAt: nullable(branded<EpochMs>()),
  pressedAt: number,
  /** Packet numbers of the presses in the last seconds. */
  packets: list(number),
  isLow: boolean,
  /** Highest counter of encrypted packets so far. */
  highest: number,
  restartedMs: orNever(number),
});
type Known = TypeOf<typeof KNOWN>;

/** Turns reports of registered tags into facts: products picked up and put back, buttons pressed, batteries low. */
export class TagEventDetector implements Checkpointed {
  readonly #kinds: ReadonlyMap<TagId, TagKind>;
  readonly #emit: FactSink;
  readonly #known = new Map<TagId, Known>();
  readonly state = heldMap(byKey<TagId, Known>(KNOWN), this.#known, (tag) => this.#kinds.has(tag));

  constructor(tags: readonly { readonly id: TagId; readonly kind: TagKind }[], emit: FactSink) {
    this.#kinds = new Map(tags.map(({ id, kind }) => [id, kind]));
    this.#emit = emit;
  }

  acceptReport(report: TagReported): void {
    const kind = this.#kinds.get(report.tag);
    if (kind === undefined) return;
    const known = this.#getKnown(report.tag);
    const age = report.counter === undefined ? 'new' : judgeCounter(known, report.counter, report.at);
    if (age === 'old') return;
    if (kind === 'product' && report.moving !== undefined) this.#handle(known, report);
    if (kind === 'button' && age === 'new') this.#press(known, report);
    this.#weighBattery(known, report);
  }

  advance(at: EpochMs): void {
    for (const [tag, known] of this.#known) {
      const { handledAt, stillAt, movingAt } = known;
      if (handledAt === null) continue;
      const restedAt = stillAt ?? (at - movingAt >= SILENT_MS ? movingAt : null);
      if (restedAt === null || at - restedAt < PUT_BACK_MS) continue;
      known.handledAt = null;
      this.#emit({ kind: 'ProductPutBack', at: restedAt, tag, handledMs: Math.max(0, restedAt - handledAt) });
    }
  }

  #handle(known: Known, { tag, at, moving }: TagReported): void {
    if (moving === false) {
      if (known.handledAt !== null) known.stillAt ??= at;
      return;
    }
    known.movingAt = at;
    known.stillAt = null;
    if (known.handledAt !== null) return;
    known.handledAt = at;
    this.#emit({ kind: 'ProductPickedUp', at, tag });
  }

  #press(known: Known, { tag, at, packet, button }: TagReported): void {
    if (button === undefined) return;
    const sinceMs = Math.abs(at - known.pressedAt);
    if (sinceMs >= SAME_PACKET_MS) known.packets = [];
    const isCounted = packet !== undefined && known.packets.length > 0;
    const isRepeat = isCounted ? known.packets.includes(packet) : sinceMs < SAME_PRESS_MS;
    known.pressedAt = at;
    if (packet !== undefined && !known.packets.includes(packet)) known.packets.push(packet);
    if (known.packets.length > MAX_PACKETS) known.packets.shift();
    if (!isRepeat) this.#emit({ kind: 'ButtonCounted', at, sensor: tag as string as SensorId, button });
  }

  #weighBattery(
    known: Known,
    { tag, at, batteryPercent: percent, batteryMv: millivolts }: TagReported,
  ): void {
    // Without any value, the battery is neither low nor fresh.
    const isLow = percent === undefined ? (millivolts ?? LOW_MV + 1) <= LOW_MV : percent <= LOW_PERCENT;
    const isFresh = percent === undefined ? (millivolts ?? 0) >= FRESH_MV : percent >= FRESH_PERCENT;
    if (isFresh) known.isLow = false;
    if (!isLow || known.isLow) return;
    known.isLow = true;
    const level = percent === undefined ? { millivolts: millivolts ?? 0 } : { percent };
    this.#emit({ kind: 'TagBatteryLow', at, tag, ...level });
  }

  #getKnown(tag: TagId): Known {
    const known: Known = this.#known.get(tag) ?? {
      ...{ handledAt: null, movingAt: 0 as EpochMs, stillAt: null },
      ...{ pressedAt: 0, packets: [], isLow: false },
      ...{ highest: -1, restartedMs: Number.NEGATIVE_INFINITY },
    };
    this.#known.set(tag, known);
    return known;
  }
}
