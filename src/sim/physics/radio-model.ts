/**
 * The level of a tag at a receiver. It has log-distance path loss and a random shadow field per receiver. Loss through
 * the wearer's body, fading and lost packets follow. The numbers are fitted to the public Position-Annotated BLE RSSI
 * Dataset (Daniş, Naskali, Cemgil & Ersoy, 2022). `scripts/benchmarks/sim/sim-radio.ts` fits them anew. It prints
 * simulated levels next to recorded ones.
 */

import type { Random } from '../kernel/random.ts';
import { createRandom } from '../kernel/random.ts';
import type { SimReceiver } from '../model/layout.ts';

export interface RadioParameters {
  /** Measured level at one metre, for a tag that states this same level. */
  readonly powerAt1mDbm: number;
  readonly pathLossExponent: number;
  /** Standard deviation of the shadow field, and its correlation length: correlation is e^(−d/length). */
  readonly shadowDb: number;
  readonly shadowLengthM: number;
  /** Standard deviation of the ripple from echoes. It is constant at one place, and changes within one step. */
  readonly rippleDb: number;
  /** Standard deviation of the fading between packets. */
  readonly fadingDb: number;
  /** Loss through the wearer's body, for a receiver straight behind. */
  readonly bodyLossDb: number;
  readonly lostShare: number;
  /** Level at which half of the packets are lost. */
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

/**
 * Echoes from all directions are correlated within about half of the 12 cm wavelength (Clarke, Bell System Technical
 * Journal 1968).
 */
const RIPPLE_LENGTH_M = 0.06;
/** Number of plane waves in one field: enough that no single wave stands out. */
const WAVES = 32;
/** Width of the range of levels around the sensitivity in which reception falls from certain to impossible. */
const SENSITIVITY_SLOPE_DB = 1.5;
const LOUDEST_DBM = -20;

/**
 * A random field with exponential correlation: a sum of plane waves whose wave numbers follow its spectrum (random
 * Fourier features: Rahimi & Recht, NIPS 2007).
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
  /** Direction in which the wearer looks. Undefined for a tag without a wearer. */
  readonly headingRad: number | undefined;
}

/** The path from tags to one receiver. */
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

  /** Draws the level of one packet in whole dBm. Undefined when the packet is lost. `lossDb` is an extra loss. */
  receive(emitter: Emitter, lossDb = 0): number | undefined {
    const { fadingDb, lostShare, sensitivityDbm } = this.#parameters;
    const levelDbm = this.meanDbm(emitter) - lossDb + fadingDb * this.#random.normal();
    const heard = (1 - lostShare) / (1 + Math.exp((sensitivityDbm - levelDbm) / SENSITIVITY_SLOPE_DB));
    return this.#random.chance(heard) ? Math.round(Math.min(LOUDEST_DBM, levelDbm)) : undefined;
  }

  /** Level in dBm without fading. */
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
