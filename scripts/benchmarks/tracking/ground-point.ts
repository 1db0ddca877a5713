/**
 * Where people stand whose boxes are cut from below, against whole truth boxes of fixed cameras:
 * `node scripts/benchmarks/tracking/ground-point.ts`. Errors are in heights of the person. An occluder hides the lower
 * part of a person for two seconds; or the picture ends higher than it does, so that people walk out over its edge.
 */
import { FootPointEstimator } from '../../../src/core/tracking/foot-point-estimator.ts';
import { PersonHeightModel } from '../../../src/core/tracking/person-height-model.ts';
import { seeded } from '../../../test/unit/core/tracking/scene.ts';
import type { MotSequence } from './mot-data.ts';
import { hasMotData, MOT_FOLDER, readMotSequences } from './mot-data.ts';
import { everyFrame } from './mot-run.ts';
import { FIXED_CAMERAS } from './tracking-views.ts';

const WHOLE_S = 1;
const HIDDEN_S = 2;
const HIDDEN_SHARES = [0.2, 0.35, 0.5];
/** The picture ends at this share of its height. */
const EDGE_SHARE = 0.75;
/** Edges of a detector's boxes are off by this much of a height, evenly. */
const OFF_SHARE = 0.03;

interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

interface Errors {
  readonly found: number[];
  /** Of the box's own lower edge. */
  readonly plain: number[];
}

/** Every person's boxes in a row, without holes. */
function paths(sequence: MotSequence): Box[][] {
  const open = new Map<number, { last: number; boxes: Box[] }>();
  const all: Box[][] = [];
  for (const frame of everyFrame(sequence)) {
    const { ids, boxes } = sequence.truth.get(frame) ?? { ids: [], boxes: [] };
    ids.forEach((id, n) => {
      const [left = 0, top = 0, width = 0, height = 0] = boxes.slice(4 * n, 4 * n + 4);
      const known = open.get(id);
      const path = known?.last === frame - 1 ? known : { last: 0, boxes: [] };
      if (path !== known) all.push(path.boxes);
      path.last = frame;
      path.boxes.push({ left, top, width, height });
      open.set(id, path);
    });
  }
  return all;
}

function record(into: Errors, { top, height }: Box, foundY: number, seenBottom: number): void {
  into.found.push(Math.abs(foundY - top - height) / height);
  into.plain.push(Math.abs(seenBottom - top - height) / height);
}

function behindOccluder(sequence: MotSequence, share: number, into: Errors): void {
  const { framesPerSecond: fps } = sequence;
  const random = seeded(7);
  for (const boxes of paths(sequence)) {
    const ground = new FootPointEstimator();
    boxes.forEach((box, n) => {
      const isHidden = n >= WHOLE_S * fps && n < (WHOLE_S + HIDDEN_S) * fps;
      const bottom = box.top + (isHidden ? 1 - share : 1) * box.height;
      const seen = blurred(box, bottom, random);
      ground.updateBox(
        seen.left,
        seen.top,
        seen.width,
        seen.height,
        1000 / fps,
        undefined,
        new PersonHeightModel(),
      );
      if (isHidden) record(into, box, ground.y, seen.top + seen.height);
    });
  }
}

function overEdge(sequence: MotSequence, into: Errors): void {
  const frame = { widthPx: sequence.widthPx, heightPx: Math.round(EDGE_SHARE * sequence.heightPx) };
  const edge = new PersonHeightModel();
  const random = seeded(8);
  for (const boxes of paths(sequence)) {
    const ground = new FootPointEstimator();
    for (const box of boxes) {
      const isCut = box.top + box.height > frame.heightPx;
      // Of a head and shoulders alone no detector makes a person.
      if (box.top + 0.3 * box.height > frame.heightPx) continue;
      const seen = blurred(box, Math.min(frame.heightPx, box.top + box.height), random);
      const ms = 1000 / sequence.framesPerSecond;
      ground.updateBox(seen.left, seen.top, seen.width, seen.height, ms, frame, edge);
      if (isCut && !ground.isOpen) record(into, box, ground.y, frame.heightPx);
    }
  }
}

function blurred({ left, top, width, height }: Box, bottom: number, random: () => number): Box {
  const off = () => 2 * OFF_SHARE * height * (random() - 0.5);
  const seenTop = top + off();
  return { left: left + off(), top: seenTop, width: width + off(), height: bottom + off() - seenTop };
}

function quantile(values: readonly number[], share: number): string {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[Math.floor(share * sorted.length)] ?? Number.NaN).toFixed(3).padStart(8);
}

function print(label: string, { found, plain }: Errors): void {
  const cells = [quantile(found, 0.5), quantile(found, 0.9), quantile(plain, 0.5), quantile(plain, 0.9)];
  console.log(`${label.padEnd(40)}${cells.join('')}${String(found.length).padStart(9)}`);
}

export function run(): void {
  if (!hasMotData()) {
    console.warn(`SKIPPED: no sequences at ${MOT_FOLDER}`);
    return;
  }
  const sequences = readMotSequences().filter(({ name }) => FIXED_CAMERAS.includes(name));
  console.log(
    `Error of the foot point, heights${' '.repeat(8)}median     p90   lower edge: median, p90   boxes`,
  );
  for (const share of HIDDEN_SHARES) {
    const errors: Errors = { found: [], plain: [] };
    for (const sequence of sequences) behindOccluder(sequence, share, errors);
    print(`lower ${100 * share} % hidden for ${HIDDEN_S} s`, errors);
  }
  const errors: Errors = { found: [], plain: [] };
  for (const sequence of sequences) overEdge(sequence, errors);
  print('over the lower edge of the picture', errors);
}

if (import.meta.main) run();
