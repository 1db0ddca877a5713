import type { EpochMs, LineId, SensorId } from '../../../src/core/model/ids.ts';
import type { StoreModel } from '../../../src/core/model/store-model.ts';
import { PeopleTracker } from '../../../src/core/tracking/people-tracker.ts';
import { LineCrossings } from '../../../src/core/zones/line-crossings.ts';
import { THRESHOLDS } from '../../../test/support/stores/store-model.ts';
import type { MotSequence } from './mot-data.ts';
import { everyFrame, observedBoxes, toTime } from './mot-run.ts';

const CAMERA = 'camera' as SensorId;
/** How far beyond the line the true boxes must get, in widths of the picture; for tracked ones their height tells. */
const HYSTERESIS = 0.005;
/** A counted crossing is a true one if both happened within this time. */
const SAME_CROSSING_MS = 1_000;

type Direction = 'in' | 'out';
type Crossing = { readonly at: number; readonly direction: Direction };

/** A vertical line in the middle of the picture; "in" is to the right. */
function lineAcross({ widthPx, heightPx }: MotSequence, emit: (crossing: Crossing) => void): LineCrossings {
  const line = {
    id: 'middle' as LineId,
    space: CAMERA,
    from: { x: widthPx / 2, y: 2 * heightPx },
    to: { x: widthPx / 2, y: -heightPx },
    inSide: 'right' as const,
    hysteresis: HYSTERESIS * widthPx,
    marginByHeight: true,
    thresholds: THRESHOLDS,
    sensors: [CAMERA],
  };
  const model = { sensors: [], zones: [], lines: [line], doors: [] } as unknown as StoreModel;
  return new LineCrossings(model, CAMERA, (fact) => {
    if (fact.kind === 'LineCrossed') emit({ at: fact.at, direction: fact.direction });
  });
}

function trueCrossings(sequence: MotSequence): Crossing[] {
  const found: Crossing[] = [];
  const crossings = lineAcross(sequence, (crossing) => found.push(crossing));
  const people = new Set<number>();
  for (const frame of everyFrame(sequence)) {
    const { ids, boxes } = sequence.truth.get(frame) ?? { ids: [], boxes: [] };
    ids.forEach((id, n) => {
      const [left = 0, top = 0, width = 0, height = 0] = boxes.slice(4 * n, 4 * n + 4);
      people.add(id);
      crossings.moved(id, toTime(sequence, frame), left + width / 2, top + height);
    });
    crossings.advance(toTime(sequence, frame));
  }
  for (const person of people) crossings.ended(person);
  return found;
}

function countedCrossings(sequence: MotSequence): Crossing[] {
  const found: Crossing[] = [];
  const crossings = lineAcross(sequence, (crossing) => found.push(crossing));
  const tracker = new PeopleTracker(
    { frame: sequence },
    {
      moved: (person, at, x, y, headY = y) => crossings.moved(person, at, x, y, Math.round(y - headY)),
      joined: () => {},
      ended: (person) => crossings.ended(person),
    },
  );
  for (const frame of everyFrame(sequence)) {
    const at = toTime(sequence, frame);
    tracker.update(at, observedBoxes(sequence, frame));
    crossings.advance(at);
  }
  tracker.advance((toTime(sequence, sequence.length) + 60_000) as EpochMs);
  return found;
}

/** Pairs each counted crossing with the nearest true one of its direction that is still free. */
function matches(truth: readonly Crossing[], counted: readonly Crossing[]): number {
  const free = [...truth];
  let matched = 0;
  for (const { at } of counted) {
    const near = free.filter((one) => Math.abs(one.at - at) <= SAME_CROSSING_MS);
    const nearest = near.sort((a, b) => Math.abs(a.at - at) - Math.abs(b.at - at))[0];
    if (nearest === undefined) continue;
    free.splice(free.indexOf(nearest), 1);
    matched++;
  }
  return matched;
}

/** Counts over a vertical line at mid-frame against those of the true tracks, per direction. */
export function printLineCounts(sequences: readonly MotSequence[]): void {
  console.log('\nLine at mid-frame, to the right / to the left    true      counted   missed    extra');
  for (const sequence of sequences) {
    const truth = trueCrossings(sequence);
    const counted = countedCrossings(sequence);
    const cells = [[], [], [], []] as number[][];
    for (const direction of ['in', 'out'] as const) {
      const own = (all: readonly Crossing[]) => all.filter((one) => one.direction === direction);
      const matched = matches(own(truth), own(counted));
      const [trueCount, count] = [own(truth).length, own(counted).length];
      [trueCount, count, trueCount - matched, count - matched].forEach((value, n) => {
        cells[n]?.push(value);
      });
    }
    console.log(`  ${sequence.name.padEnd(46)} ${cells.map((pair) => pair.join(' / ').padEnd(10)).join('')}`);
  }
}
