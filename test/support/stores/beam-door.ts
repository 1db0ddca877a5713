import { Random } from '../seeded-random.ts';

export interface BeamEdge {
  readonly at: number;
  readonly beam: 'a' | 'b';
  readonly blocked: boolean;
}

/** Somebody who truly passed, when they were through, and how many they were. */
export interface TruePassage {
  readonly at: number;
  readonly direction: 'in' | 'out';
  readonly people: number;
}

export interface DoorScene {
  readonly peoplePerMin: number;
  readonly minutes: number;
  readonly seed: number;
  /** Share of entries that are two people side by side. */
  readonly pairs?: number;
  readonly uTurns?: number;
  readonly trolleys?: number;
  readonly children?: number;
  /** Share of people whose trailing leg or bag breaks a beam again. */
  readonly trailing?: number;
  readonly spacingM?: number;
}

/** Fruin's queue: nobody passes a single-file door closer behind another than this. */
const MIN_HEADWAY_S = 0.75;

interface Span {
  readonly beam: 'a' | 'b';
  readonly from: number;
  readonly to: number;
}

/**
 * A doorway with two beams and everybody who passes it, from bodies, speeds and gaps: an independent model, which knows
 * nothing of how the decoder thinks. Times in milliseconds from 0.
 */
export function beamDoor(scene: DoorScene): { edges: BeamEdge[]; truth: TruePassage[]; durationMs: number } {
  const random = new Random(scene.seed);
  const spans: Span[] = [];
  const truth: TruePassage[] = [];
  const durationMs = scene.minutes * 60_000;
  let clear = 0;
  let lastDirection: 'in' | 'out' = 'in';
  const meanGapS = Math.max(0.01, 60 / scene.peoplePerMin - MIN_HEADWAY_S);
  for (let at = 1_000; at < durationMs; ) {
    at += (MIN_HEADWAY_S + random.exponential(meanGapS)) * 1000;
    const direction = random.chance(0.5) ? 'in' : 'out';
    // People who come the other way wait until the doorway is empty; a follower keeps half a body's distance.
    const start = Math.max(at, clear + (direction === lastDirection ? 200 : 600));
    const walk = walkThrough(scene, random, start, direction);
    spans.push(...walk.spans);
    if (walk.passage !== undefined) truth.push(walk.passage);
    clear = Math.max(...walk.spans.map(({ to }) => to));
    lastDirection = direction;
    at = Math.max(at, start);
  }
  return { edges: edgesOf(spans), truth, durationMs };
}

function walkThrough(scene: DoorScene, random: Random, start: number, direction: 'in' | 'out') {
  const { spacingM = 0.08 } = scene;
  const speed = Math.min(2, Math.max(0.5, random.normal(1.15, 0.25)));
  const depthM = random.chance(scene.children ?? 0) ? random.between(0.12, 0.18) : random.between(0.22, 0.34);
  const [first, second] = direction === 'in' ? (['a', 'b'] as const) : (['b', 'a'] as const);
  const ms = (metres: number) => (metres / speed) * 1000;
  const body = (from: number, lengthM: number): Span[] => [
    { beam: first, from, to: from + ms(lengthM) },
    { beam: second, from: from + ms(spacingM), to: from + ms(spacingM + lengthM) },
  ];
  if (random.chance(scene.uTurns ?? 0))
    return { spans: uTurn(random, start, first, second), passage: undefined };
  const spans = body(start, depthM);
  let end = start;
  if (random.chance(scene.trolleys ?? 0)) {
    const lengthM = random.between(0.7, 0.9);
    spans.push(...body(start - ms(lengthM + random.between(0.15, 0.3)), lengthM));
    const shift = start - Math.min(...spans.map(({ from }) => from));
    for (const [i, span] of spans.entries())
      spans[i] = { ...span, from: span.from + shift, to: span.to + shift };
  } else if (random.chance(scene.trailing ?? 0)) {
    spans.push(...body(start + ms(depthM + random.between(0.02, 0.06)), random.between(0.05, 0.1)));
  }
  const people = random.chance(scene.pairs ?? 0) ? 2 : 1;
  if (people === 2) spans.push(...body(start + ms(random.between(0, 0.1)), random.between(0.22, 0.34)));
  end = Math.max(...spans.map(({ to }) => to));
  return { spans, passage: { at: end, direction, people } };
}

/** Steps into the first beam or into both, and goes back. */
function uTurn(random: Random, start: number, first: 'a' | 'b', second: 'a' | 'b'): Span[] {
  const staysMs = random.between(300, 1_500);
  const spans: Span[] = [{ beam: first, from: start, to: start + staysMs }];
  if (random.chance(0.6)) {
    spans.push({
      beam: second,
      from: start + random.between(60, 120),
      to: start + staysMs - random.between(60, 120),
    });
  }
  return spans;
}

/** A beam is blocked while anybody is in it; times are whole milliseconds, as observations have them. */
function edgesOf(spans: readonly Span[]): BeamEdge[] {
  const edges: BeamEdge[] = [];
  for (const beam of ['a', 'b'] as const) {
    const own = spans.filter((span) => span.beam === beam).sort((x, y) => x.from - y.from);
    let to = Number.NEGATIVE_INFINITY;
    for (const span of own) {
      if (span.from > to) {
        if (to > 0) edges.push({ at: Math.round(to), beam, blocked: false });
        edges.push({ at: Math.round(span.from), beam, blocked: true });
      }
      to = Math.max(to, span.to);
    }
    if (to > 0) edges.push({ at: Math.round(to), beam, blocked: false });
  }
  return edges.sort((x, y) => x.at - y.at || Number(x.blocked) - Number(y.blocked));
}
