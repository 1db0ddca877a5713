import { useEffect, useState } from 'preact/hooks';
import type { Stop } from '../../../core/geometry/fit-walk.ts';
import type { TagsView } from '../../../ports/console/console-devices.ts';
import type { Pair } from '../canvas/shapes.ts';
import { api } from '../kit/api.ts';
import type { DwellDetector } from './dwell-detector.ts';

const ASK_MS = 1_000;
/** How long the carrier must rest in a place until it counts as a stop. */
const STAND_MS = 5_000;
const LEAST_PLACES = 3;
/** Largest distance of a resting tag's positions from their middle. */
const SWAY_M = 0.75;
/** Smallest distance between two stops. */
const APART_M = 1;

/** Returns the tags that a person can carry and that have a present position. */
export function useTags(): TagsView['tags'] {
  const [tags, setTags] = useState<TagsView['tags']>([]);
  useEffect(
    () =>
      void api.tags().then(
        (view) => setTags(view.tags),
        () => undefined,
      ),
    [],
  );
  return tags.filter(({ kind }) => kind !== 'canary');
}

/** Finds the stops of a person who walks with a tag, without any taps. */
export function useTagWalk(tag: string, watch: DwellDetector, stopped: (stop: Stop) => void): void {
  useEffect(() => {
    if (tag === '') return;
    let isOver = false;
    let places: Pair[] = [];
    let last: Pair | undefined;
    const ask = async () => {
      const place = (await api.tags()).tags.find(({ id }) => id === tag)?.place;
      if (place != null) places.push([place.x, place.y]);
    };
    const timer = setInterval(() => void ask().catch(() => undefined), ASK_MS);
    const walk = async () => {
      while (!isOver) {
        places = [];
        const seen = await watch.during(STAND_MS);
        const at = findRest(places);
        if (isOver || at === undefined || seen.length === 0) continue;
        if (last !== undefined && apart(last, at) < APART_M) continue;
        last = at;
        stopped({ floor: { x: at[0], y: at[1] }, seen });
      }
    };
    void walk();
    return () => {
      isOver = true;
      clearInterval(timer);
    };
  }, [tag]);
}

/** Returns the middle of the positions if all of them are close to it. Undefined otherwise. */
export function findRest(places: readonly Pair[]): Pair | undefined {
  if (places.length < LEAST_PLACES) return undefined;
  const mean = (axis: 0 | 1) => places.reduce((sum, place) => sum + place[axis], 0) / places.length;
  const middle: Pair = [Number(mean(0).toFixed(2)), Number(mean(1).toFixed(2))];
  return places.every((place) => apart(place, middle) <= SWAY_M) ? middle : undefined;
}

function apart([ax, ay]: Pair, [bx, by]: Pair): number {
  return Math.hypot(ax - bx, ay - by);
}
