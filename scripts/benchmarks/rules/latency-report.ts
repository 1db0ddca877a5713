import type { Event, LampChange, Stamps } from './latency-stamps.ts';
import { RULES, WAYS } from './latency-store.ts';
import type { Received } from './receiver.ts';

const BARS = { p99Ms: 20, overBareMs: 5, lampMs: 50 };
/** A lamp that is set again sooner shows only the newer level. */
const LAMP_CHANGE_MS = 900;

type Arrived = Event & { readonly way: (typeof WAYS)[number]; readonly receivedMs: number };

/** The parts of the way from the edge or the frame to another process, and whether rule and outputs keep their bars. */
export function reportLatency(
  { events, lamps }: Stamps,
  received: readonly Received[],
  levels: readonly LampChange[],
): boolean {
  const arrived = received.flatMap(({ way, text, atMs }): Arrived[] => {
    const event = way === 'bare' ? undefined : events.get(text);
    return event === undefined || way === 'bare' ? [] : [{ ...event, way, receivedMs: atMs }];
  });
  const bare = received.flatMap(({ way, text, atMs }) => (way === 'bare' ? [atMs - Number(text)] : []));
  console.log(`latency: ${events.size} events, ${RULES} rules, windows of 10 s committed to SQLite`);
  print('bare publish, sent → received', bare);
  const isGood = (['counter', 'camera'] as const)
    .map((source) => reportParts(arrived, source, bare))
    .every(Boolean);
  const missing = events.size - arrived.length;
  console.log(
    `  ${missing} of ${events.size} events not received: a newer one of the same rule took their place`,
  );
  const isAllThere = arrived.length >= BARS_EVENTS && missing < events.size / 100;
  return [isGood, isAllThere, reportLamps(lamps, levels)].every(Boolean);
}

const BARS_EVENTS = 10_000;
const BARS_LAMPS = 1_000;

function reportParts(all: readonly Arrived[], source: Event['source'], bare: readonly number[]): boolean {
  const arrived = all.filter((event) => event.source === source);
  const part = (what: string, of: (event: Arrived) => number) => print(what, arrived.map(of));
  if (source === 'counter') {
    console.log(' a counter’s line on a pty:');
    part('line due → observation', (event) => event.observedMs - event.dueMs);
  } else {
    console.log(' a person over a line, in replayed frames at 5 a second:');
    part('feet on the line → frame that tells', (event) => event.crossedBeforeMs);
    part('frame → observation', (event) => event.observedMs - event.dueMs);
  }
  part('observation → rule decides', (event) => event.decidedMs - event.observedMs);
  part('decision → all outputs have it', (event) => event.handedMs - event.decidedMs);
  part('whole, to another process', (event) => event.receivedMs - event.dueMs + event.crossedBeforeMs);
  const limitMs = Math.max(BARS.p99Ms, quantile(bare, 0.99) + BARS.overBareMs);
  return WAYS.map((way) => {
    const own = arrived.filter((event) => event.way === way);
    const added = own.map((event) => event.receivedMs - event.observedMs);
    print(`${way}: observation → received`, added);
    return judge(added, limitMs);
  }).every(Boolean);
}

/** From the decision until the tool that holds the line runs. */
function reportLamps(changes: readonly LampChange[], levels: readonly LampChange[]): boolean {
  const lasting = changes.filter(
    ({ line, atMs }) =>
      !changes.some(
        (other) => other.line === line && other.atMs > atMs && other.atMs < atMs + LAMP_CHANGE_MS,
      ),
  );
  const added = lasting.flatMap(({ line, isHigh, atMs }) => {
    const level = levels.find((one) => one.line === line && one.isHigh === isHigh && one.atMs >= atMs);
    return level === undefined ? [] : [level.atMs - atMs];
  });
  print('lamp: decision → line set', added);
  return judge(added, BARS.lampMs) && added.length === lasting.length && added.length >= BARS_LAMPS;
}

function judge(added: readonly number[], limitMs: number): boolean {
  const isGood = added.length > 0 && quantile(added, 0.99) <= limitMs;
  console.log(`    ${isGood ? 'met   ' : 'MISSED'} p99 at most ${limitMs.toFixed(1)} ms`);
  return isGood;
}

function quantile(values: readonly number[], share: number): number {
  const inOrder = values.toSorted((a, b) => a - b);
  return inOrder[Math.min(inOrder.length - 1, Math.floor(share * inOrder.length))] ?? Number.NaN;
}

function print(what: string, values: readonly number[]): void {
  const at = (share: number) => quantile(values, share).toFixed(2);
  console.log(
    `  ${what.padEnd(38)} n ${values.length}  p50 ${at(0.5)}  p99 ${at(0.99)}  p99.9 ${at(0.999)}  max ${Math.max(...values).toFixed(1)} ms`,
  );
}
