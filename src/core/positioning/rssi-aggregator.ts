import type { RssiSecond } from './likelihood.ts';

/**
 * Largest number of receivers used per tag and second, the loudest ones. More receivers add cost and hardly any
 * accuracy.
 */
const MAX_RECEIVERS = 16;

/** Collects the receptions of one tag in one second and averages their power per receiver. */
export class RssiAggregator {
  readonly #powerMw: Float64Array;
  readonly #count: Uint8Array;
  #loudest = -1;
  #loudestDbm = Number.NEGATIVE_INFINITY;

  constructor(receivers: number) {
    this.#powerMw = new Float64Array(receivers);
    this.#count = new Uint8Array(receivers);
  }

  add(receiver: number, rssiDbm: number): void {
    const count = this.#count[receiver] ?? 0;
    if (count === 255) return;
    this.#powerMw[receiver] = (this.#powerMw[receiver] ?? 0) + 10 ** (rssiDbm / 10);
    this.#count[receiver] = count + 1;
    if (rssiDbm <= this.#loudestDbm) return;
    this.#loudestDbm = rssiDbm;
    this.#loudest = receiver;
  }

  /** Returns the levels since the last call, or undefined when no receiver heard the tag. */
  takeSecond(): RssiSecond | undefined {
    if (this.#loudest < 0) return undefined;
    const meanDbm = new Float32Array(this.#count.length);
    const count = Uint8Array.from(this.#count);
    for (let r = 0; r < count.length; r++)
      if (count[r] !== 0) meanDbm[r] = 10 * Math.log10((this.#powerMw[r] ?? 0) / (count[r] ?? 1));
    this.#powerMw.fill(0);
    this.#count.fill(0);
    keepLoudest(meanDbm, count);
    const heard = { meanDbm, count, loudest: this.#loudest, loudestDbm: this.#loudestDbm };
    this.#loudest = -1;
    this.#loudestDbm = Number.NEGATIVE_INFINITY;
    return heard;
  }
}

function keepLoudest(meanDbm: Float32Array, count: Uint8Array): void {
  if (count.length <= MAX_RECEIVERS) return;
  const heard = [...meanDbm.keys()].filter((r) => count[r] !== 0);
  if (heard.length <= MAX_RECEIVERS) return;
  heard.sort((a, b) => (meanDbm[b] ?? 0) - (meanDbm[a] ?? 0));
  for (const r of heard.slice(MAX_RECEIVERS)) count[r] = 0;
}
