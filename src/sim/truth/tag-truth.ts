import { ZoneRaster } from '../../core/geometry/zone-raster.ts';
import type { VirtualClock } from '../kernel/virtual-clock.ts';
import type { StoreLayout } from '../model/layout.ts';

const SAMPLE_MS = 1_000;
const MINUTE_MS = 60_000;

/** True person-time of the trolleys that visitors carry, by zone and minute. */
export class TagTruth {
  readonly #raster: ZoneRaster;
  readonly #zones: number;
  readonly #minutes = new Map<number, Float64Array>();

  constructor({ zones }: StoreLayout) {
    this.#raster = new ZoneRaster(zones.map(({ polygon }) => polygon));
    this.#zones = zones.length;
  }

  /** Samples the positions every second, for as long as the clock runs. */
  watch(places: () => Iterable<{ readonly x: number; readonly y: number }>, clock: VirtualClock): void {
    const atMs = Math.ceil(clock.trueMs() / SAMPLE_MS) * SAMPLE_MS;
    const next = (dueMs: number) =>
      clock.schedule(dueMs, () => {
        for (const { x, y } of places()) this.#recordPosition(dueMs, x, y);
        next(dueMs + SAMPLE_MS);
      });
    next(atMs);
  }

  presenceMs(zone: number, fromMs: number, toMs: number): number {
    let sum = 0;
    for (let minute = Math.floor(fromMs / MINUTE_MS); minute * MINUTE_MS < toMs; minute++) {
      sum += this.#minutes.get(minute)?.[zone] ?? 0;
    }
    return sum;
  }

  #recordPosition(atMs: number, x: number, y: number): void {
    const minute = Math.floor(atMs / MINUTE_MS);
    let presence = this.#minutes.get(minute);
    if (presence === undefined) {
      presence = new Float64Array(this.#zones);
      this.#minutes.set(minute, presence);
    }
    const found = this.#raster.lookUp(x, y);
    for (let i = 0; i < found; i++) {
      const zone = this.#raster.found[i] ?? 0;
      presence[zone] = (presence[zone] ?? 0) + SAMPLE_MS;
    }
  }
}
