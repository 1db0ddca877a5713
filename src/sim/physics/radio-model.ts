/**
 * How loud a tag is at a receiver. The parts: log-distance path loss, a fixed random shadow field per receiver, loss
 * through the wearer's body, fading and lost packets. The numbers are fitted to the public Position-Annotated BLE
 * RSSI Dataset (Daniş, Naskali, Cemgil & Ersoy, 2022). `scripts/benchmarks/sim/sim-radio.ts` fits them anew and
 * prints simulated beside recorded levels.
 */

import type { Random } from '../kernel/random.ts';
import { createRandom } from '../kernel/random.ts';
import type { SimReceiver } from '../model/layout.ts';

export interface RadioParameters {
  /** Level at one metre of a tag that states as much. */
  readonly powerAt1mDbm: number;
  readonly pathLossExponent: number;
  /** Of the landscape of shadows, and how far apart they are alike (correlation e^(-d/length)). */
  readonly shadowDb: number;
  readonly shadowLengthM: number;
  /**
   * Standard deviation of the ripple from echoes: constant while people stand still, different one step further on.
   */
  readonly rippleDb: number;
  /** From packet to packet. */
  readonly fadingDb: number;
  /** Through the wearer, straight behind. */
  readonly bodyLossDb: number;
  readonly lostShare: number;
  /** Half of the packets at this level are lost. */
  readonly sensitivityDbm: number;
}

export const OFFICE: RadioParameters = {
  powerAt1mDbm: -60.7,
  pathLossExponent: 1.56,
  shadowDb: 3,
  shadowLengthM: 3,
  rippleDb: 2.5,
  fadingDb: 2.9,
  bodyLossDb: 10,
  lostShare: 0.13,
  sensitivityDbm: -98,
};

/** Echoes from all round are alike within about half of the 12 cm wave (Clarke, Bell System Technical Journal 1968). */
const RIPPLE_LENGTH_M = 0.06;
/** Waves that make up a landscape: enough that no one of them shows. */
const WAVES = 32;
/** From certain to hopeless within about this much of the sensitivity. */
const SENSITIVITY_SLOPE_DB = 1.5;
const LOUDEST_DBM = -20;

/**
 * A random field with exponential correlation: a sum of plane waves whose wave numbers follow its spectrum
 * (random Fourier features: Rahimi & Recht, NIPS 2007).
 */
export class ShadowField {
  readonly #waves: readonly { readonly kx: number; readonly ky: number; readonly phase: number }[];
  readonly #height: number;

  constructor(lengthM: number, deviationDb: number, random: Random) {
    this.#height = deviationDb * Math.sqrt(2 / WAVES);
    this.#waves = Array.from({ length: WAVES }, () => {
      const k = Math.sqrt((1 - random.unit()) ** -2 - 1) / lengthM;
      const angle = 2 * Math.PI * random.unit();
      return { kx: k * Math.cos(angle), ky: k * Math.sin(angle), phase: 2 * Math.PI * random.unit() };
    });
  }

  at(x: number, y: number): number {
    let sum = 0;
    for (const { kx, ky, phase } of this.#waves) sum += Math.cos(kx * x + ky * y + phase);
    return this.#height * sum;
  }
}

export interface Emitter {
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly powerAt1mDbm: number;
  /** Direction in which the wearer looks; undefined for a tag without a wearer. */
  readonly headingRad: number | undefined;
}

/** One receiver's side of the model. */
export class RadioPath {
  readonly receiver: SimReceiver;
  readonly #parameters: RadioParameters;
  readonly #shadows: ShadowField;
  readonly #ripple: ShadowField;
  readonly #random: Random;

  constructor(receiver: SimReceiver, parameters: RadioParameters, seed: number) {
    this.receiver = receiver;
    this.#parameters = parameters;
    const { shadowLengthM, shadowDb, rippleDb } = parameters;
    const { sensor } = receiver;
    this.#shadows = new ShadowField(shadowLengthM, shadowDb, createRandom(seed, `shadows ${sensor}`));
    this.#ripple = new ShadowField(RIPPLE_LENGTH_M, rippleDb, createRandom(seed, `ripple ${sensor}`));
    this.#random = createRandom(seed, `packets ${receiver.sensor}`);
  }

  /** Level of one packet in whole dBm; undefined when it is lost. `lossDb` more than usual is lost on the way. */
  receive(emitter: Emitter, lossDb = 0): number | undefined {
    const { fadingDb, lostShare, sensitivityDbm } = this.#parameters;
    const levelDbm = this.meanDbm(emitter) - lossDb + fadingDb * this.#random.normal();
    const heard = (1 - lostShare) / (1 + Math.exp((sensitivityDbm - levelDbm) / SENSITIVITY_SLOPE_DB));
    return this.#random.chance(heard) ? Math.round(Math.min(LOUDEST_DBM, levelDbm)) : undefined;
  }

  /** Without fading. */
  meanDbm({ x, y, z, powerAt1mDbm, headingRad }: Emitter): number {
    const { receiver } = this;
    const { pathLossExponent, bodyLossDb } = this.#parameters;
    const dx = receiver.x - x;
    const dy = receiver.y - y;
    const distanceM = Math.max(0.3, Math.hypot(dx, dy, receiver.z - z));
    const behind = headingRad === undefined ? 0 : (1 - Math.cos(Math.atan2(dy, dx) - headingRad)) / 2;
    return (
      powerAt1mDbm +
      receiver.gainDb -
      10 * pathLossExponent * Math.log10(distanceM) +
      this.#shadows.at(x, y) +
      this.#ripple.at(x, y) -
      bodyLossDb * behind
    );
  }
}
