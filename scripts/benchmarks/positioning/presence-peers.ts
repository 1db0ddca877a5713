/** The rules other presence projects use, on the same adverts: one zone a second, that of the winning receiver. */
import type { Advert } from '../beacons/ble-recordings.ts';

/** For each whole second 1…`seconds`: the receiver a rule would name, or −1. */
export type Rule = (adverts: readonly Advert[], seconds: number, use: readonly number[]) => number[];

function perSecond(
  seconds: number,
  use: readonly number[],
  score: (receiver: number, atS: number) => number | undefined,
): number[] {
  return Array.from({ length: seconds }, (_, k) => {
    let best = -1;
    let bestScore = Number.NEGATIVE_INFINITY;
    for (const receiver of use) {
      const value = score(receiver, k + 1);
      if (value === undefined || value <= bestScore) continue;
      best = receiver;
      bestScore = value;
    }
    return best;
  });
}

function byReceiver(adverts: readonly Advert[]): Map<number, Advert[]> {
  return Map.groupBy(
    adverts.filter(({ rssiDbm }) => rssiDbm < 0),
    ({ receiver }) => receiver,
  );
}

/** The loudest advert of the last three seconds wins. */
export const strongest: Rule = (adverts, seconds, use) => {
  const heard = byReceiver(adverts);
  return perSecond(seconds, use, (receiver, atS) => {
    const recent = (heard.get(receiver) ?? []).filter((a) => a.atS <= atS && a.atS > atS - 3);
    return recent.length === 0 ? undefined : Math.max(...recent.map(({ rssiDbm }) => rssiDbm));
  });
};

/** A scalar Kalman filter per receiver with its defaults (process 0.008, measurement 4). */
export const roomAssistant: Rule = (adverts, seconds, use) => {
  const heard = byReceiver(adverts);
  const levels = new Map(
    use.map((receiver) => {
      let estimate: number | undefined;
      let variance = 4;
      return [
        receiver,
        (heard.get(receiver) ?? []).map(({ atS, rssiDbm }) => {
          if (estimate === undefined) estimate = rssiDbm;
          else {
            const predicted = variance + 0.008;
            const gain = predicted / (predicted + 4);
            estimate += gain * (rssiDbm - estimate);
            variance = (1 - gain) * predicted;
          }
          return { atS, estimate };
        }),
      ] as const;
    }),
  );
  return perSecond(
    seconds,
    use,
    (receiver, atS) =>
      levels.get(receiver)?.findLast((level) => level.atS <= atS && atS - level.atS <= 60)?.estimate,
  );
};

/** Mean of what lies within 1.5 interquartile ranges over fifteen seconds. */
export const espresense: Rule = (adverts, seconds, use) => {
  const heard = byReceiver(adverts);
  return perSecond(seconds, use, (receiver, atS) => {
    const recent = (heard.get(receiver) ?? [])
      .filter((a) => a.atS <= atS && a.atS > atS - 15)
      .map(({ rssiDbm }) => rssiDbm)
      .sort((a, b) => a - b);
    if (recent.length === 0) return undefined;
    const [low, high] = [quantile(recent, 0.25), quantile(recent, 0.75)];
    const kept = recent.filter((v) => v >= low - 1.5 * (high - low) && v <= high + 1.5 * (high - low));
    return kept.reduce((sum, v) => sum + v, 0) / kept.length;
  });
};

function quantile(sorted: readonly number[], share: number): number {
  const at = (sorted.length - 1) * share;
  const low = sorted[Math.floor(at)] ?? 0;
  return low + ((sorted[Math.ceil(at)] ?? low) - low) * (at % 1);
}

/** Distance by −55 dBm and exponent 3, the running minimum averaged over twenty samples, too-fast retreats ignored. */
export const bermuda: Rule = (adverts, seconds, use) => {
  const heard = byReceiver(adverts);
  const distances = new Map(use.map((r) => [r, bermudaDistances(heard.get(r) ?? [], seconds)]));
  return perSecond(seconds, use, (receiver, atS) => {
    const distance = distances.get(receiver)?.[atS - 1];
    return distance === undefined ? undefined : -distance;
  });
};

function bermudaDistances(adverts: readonly Advert[], seconds: number): (number | undefined)[] {
  const history: number[] = [];
  const raw: { atS: number; m: number }[] = [];
  return Array.from({ length: seconds }, (_, k) => {
    const last = adverts.findLast(({ atS }) => atS <= k + 1);
    if (last === undefined) return undefined;
    const m = 10 ** ((-55 - last.rssiDbm) / 30);
    const isNew = raw[0]?.atS !== last.atS;
    if (isNew) raw.unshift({ atS: last.atS, m });
    raw.length = Math.min(raw.length, 10);
    const retreat = isNew
      ? Math.max(0, ...raw.slice(1).map((old) => (m - old.m) / Math.max(1e-9, last.atS - old.atS)))
      : 0;
    history.unshift(retreat > 3 && history[0] !== undefined ? history[0] : m);
    history.length = Math.min(history.length, 20);
    return Math.min(m, runningMinimumMean(m, history));
  });
}

function runningMinimumMean(start: number, history: readonly number[]): number {
  let least = start;
  let sum = 0;
  for (const distance of history) {
    least = Math.min(least, distance);
    sum += least;
  }
  return sum / history.length;
}
