/**
 * 24 simulated hours of a supermarket whose rules have a dead webhook, a display that answers late, and a flapping sensor.
 * The whole gateway is restarted in the middle of a `for` every hour, or killed. An endpoint that works shows what fired.
 * `scripts/bench rules-day`, or `node scripts/benchmarks/rules/rules-day.ts HOURS`.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { HttpStandIn } from '../../../test/support/links/players.ts';
import { openHttpStandIn } from '../../../test/support/links/players.ts';
import { DayStore, PLAN, RULES } from './day-store.ts';

const HOURS = 24;
/** A killed gateway stays in this process’s memory: kills end with this share of the day, and from then on… */
const KILLS_SHARE = 1 / 3;
/** …the heap may grow by this. */
const MAX_GROWTH_MB = 3;
/** The late display answers after so long in real time, which is minutes of the simulated day. */
const LATE_MS = 500;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

export async function run(hours = HOURS): Promise<void> {
  await using works = await openHttpStandIn();
  await using dead = await openHttpStandIn();
  await using late = await openHttpStandIn();
  dead.status = 0;
  late.delayMs = LATE_MS;
  const store = await DayStore.open({ works: works.port, dead: dead.port, late: late.port });
  const heapsMb: number[] = [];
  for (let hour = 0; hour < hours; hour++) {
    await store.playHour(hour % 2 === 1 && hour < KILLS_SHARE * hours ? 'killed' : 'restarted');
    // What the stand-ins remember of calls is not the gateway's.
    for (const { heard } of [dead, late]) heard.length = 0;
    collect();
    heapsMb.push(process.memoryUsage().heapUsed / 1e6);
  }
  const results = [...judgeFirings(works, hours), judgeHeap(heapsMb), judgeOutputs(store)];
  await store.close();
  for (const { what, isMet } of results) console.log(`${isMet ? 'met   ' : 'MISSED'} ${what}`);
  if (results.some(({ isMet }) => !isMet)) process.exitCode = 1;
}

interface Result {
  readonly what: string;
  readonly isMet: boolean;
}

interface Sent {
  readonly id: string;
  readonly data: { readonly rule: string; readonly state: string };
}

/** Each rule is on as often as the plan lets it be, and off as often. A repeat has the same id; number 0 is the start. */
function judgeFirings({ heard }: HttpStandIn, hours: number): Result[] {
  const sent = new Map(heard.map(({ body }) => JSON.parse(body) as Sent).map((one) => [one.id, one]));
  const changes = [...sent.values()].filter(({ id }) => !id.endsWith('-0-off'));
  const count = (rule: string, state: string) =>
    changes.filter(({ data }) => data.rule === rule && data.state === state).length;
  return RULES.map(({ id }) => {
    const due = PLAN.filter((event) => event.rule === id && event.isLong).length * hours;
    const [on, off] = [count(id, 'on'), count(id, 'off')];
    return { what: `${id}: on ${on}, off ${off}; due ${due}`, isMet: on === due && off === due };
  });
}

function judgeHeap(heapsMb: readonly number[]): Result {
  const shown = heapsMb.map((mb) => mb.toFixed(1)).join(' ');
  const growth = (heapsMb.at(-1) ?? 0) - (heapsMb[Math.ceil(KILLS_SHARE * heapsMb.length)] ?? 0);
  return {
    what: `heap by hour ${shown} MB: grew by ${growth.toFixed(1)} ≤ ${MAX_GROWTH_MB} MB`,
    isMet: growth <= MAX_GROWTH_MB,
  };
}

/** What cannot be sent is counted, and what waits is bounded: the heap shows that. */
function judgeOutputs(store: DayStore): Result {
  const outputs = store.outputs();
  const shown = outputs.map(({ id, sent, dropped }) => `${id}: ${sent} sent, ${dropped} given up`).join('; ');
  return { what: `since the last restart, ${shown}`, isMet: outputs.length === 3 };
}

if (import.meta.main) await run(Number(process.argv[2] ?? HOURS));
