// The fleet's pages and Grafana's panels on 500 stores and 90 days of roll-ups, as readers: 95 of 100 answers of each within a
// second, and no large table read from end to end. The processor's time says what a busy machine would not. TRIES: how often
// each is asked.
import { readFileSync } from 'node:fs';
import pg from 'pg';
import { openFleetReader } from '../../../src/cloud/fleet/open-reader.ts';
import { bindPanel } from '../../../src/cloud/fleet/panel-query.ts';
import type { PanelValues } from '../../../src/ports/fleet.ts';
import { EVERY, PANELS } from '../../../src/ports/fleet.ts';
import type { FleetDatabase } from '../../../test/support/fleet/fleet-side.ts';
import { startFleetDatabase } from '../../../test/support/fleet/fleet-side.ts';
import { allPanels, expandMacros, readDashboards } from '../../../test/support/fleet/grafana.ts';
import { largeScans } from './large-scans.ts';

const STORES = Number(process.env['SEED_STORES'] ?? 500);
const DAYS = 90;
const TRIES = Number(process.env['TRIES'] ?? 5);
const MOST_MS = 1_000;
const DAY_MS = 86_400_000;
const dayAgo = (days: number) => new Date(Date.now() - days * DAY_MS).toISOString().slice(0, 10);
const PERSON = ['person:analyst'];

const ALL: PanelValues = {
  ...{ tenant: 'acme', region: EVERY, stores: [EVERY], versus: 'weekday' },
  ...{ first: dayAgo(DAYS), last: dayAgo(1) },
};
/** What a page is asked for; stores change from try to try. */
const CASES: Readonly<Record<string, (nth: number) => PanelValues>> = {
  'one store': (nth) => ({ ...ALL, stores: [storeName(nth)] }),
  'ten stores': (nth) => ({ ...ALL, stores: Array.from({ length: 10 }, (_, n) => storeName(nth * 10 + n)) }),
  'all, 7 days': () => ({ ...ALL, first: dayAgo(7) }),
  'all, 90 days': () => ALL,
  'an empty range': () => ({ ...ALL, first: '2031-01-01', last: '2031-03-31' }),
  'a quote': () => ({ ...ALL, region: "South 'n West", stores: ["st. john's"] }),
};
const storeName = (nth: number) => `store-${1 + ((nth * 37) % STORES)}`;

interface Timed {
  readonly name: string;
  readonly p95: number;
}

export async function run(): Promise<void> {
  await using database = await startFleetDatabase(STORES, DAYS);
  await database.admin.query('VACUUM ANALYZE');
  await database.admin.query(`CREATE ROLE analyst LOGIN IN ROLE lintel_reader;
    INSERT INTO lintel.reader_right (login, tenant) VALUES ('analyst', 'acme'), ('person:analyst', 'acme')`);
  const reader = new pg.Client({ connectionString: database.urlAs('analyst') });
  await reader.connect();
  const timed = [...(await timePages(database)), ...(await timeGrafana(reader))].sort(
    (a, b) => b.p95 - a.p95,
  );
  for (const { name, p95 } of timed.slice(0, 15))
    console.log(`  ${name.padEnd(56)} p95 ${p95.toFixed(0).padStart(5)} ms`);
  console.log(
    `${timed.length} questions, each ${TRIES} times; slowest p95 ${timed[0]?.p95.toFixed(0)} ms (limit ${MOST_MS})`,
  );
  console.log(`most processor time of a question: ${await findMostProcessorTime(reader)}`);
  const scans = await findScans(reader);
  console.log(
    `large tables read from end to end: ${scans.length === 0 ? 'none' : `\n  ${scans.join('\n  ')}`}`,
  );
  await reader.end();
  if ((timed[0]?.p95 ?? MOST_MS) >= MOST_MS || scans.length > 0) process.exitCode = 1;
}

async function timePages(database: FleetDatabase): Promise<Timed[]> {
  let aheadMs = 0;
  // Past the life of an answer at every question.
  const { reader, close } = await openFleetReader(database.urlAs('lintel_pages'), () => (aheadMs += 60_000));
  const timed: Timed[] = [];
  for (const panel of PANELS)
    for (const [what, values] of Object.entries(CASES))
      timed.push(await time(`page ${panel}, ${what}`, (nth) => reader.panel(PERSON, panel, values(nth))));
  await close();
  return timed;
}

async function timeGrafana(reader: pg.Client): Promise<Timed[]> {
  const timed: Timed[] = [];
  for (const dashboard of readDashboards())
    for (const { title, targets = [] } of allPanels(dashboard))
      for (const { rawSql } of targets)
        for (const [what, values] of Object.entries(CASES))
          timed.push(
            await time(`${dashboard.uid} ${title}, ${what}`, (nth) =>
              reader.query(expandMacros(rawSql, dashboard, toChoice(values(nth)))),
            ),
          );
  return timed;
}

function toChoice({ tenant, region, stores, versus, first, last }: PanelValues) {
  const orAll = <T>(value: T, isAll: boolean) => (isAll ? null : value);
  return {
    ...{ tenant, versus, from: new Date(first), to: new Date(Date.parse(last) + DAY_MS - 1) },
    ...{ region: orAll(region, region === EVERY), store: orAll(stores, stores[0] === EVERY) },
  };
}

async function time(name: string, ask: (nth: number) => Promise<unknown>): Promise<Timed> {
  const times: number[] = [];
  for (let nth = 0; nth < TRIES; nth += 1) {
    const beganMs = performance.now();
    try {
      await ask(nth);
    } catch (error) {
      console.log(`  ${name} failed: ${(error as Error).message}`);
      return { name, p95: Number.POSITIVE_INFINITY };
    }
    times.push(performance.now() - beganMs);
  }
  times.sort((a, b) => a - b);
  return { name, p95: times[Math.ceil(times.length * 0.95) - 1] ?? Number.POSITIVE_INFINITY };
}

/** Of the server's process for this connection, without helpers. */
async function findMostProcessorTime(reader: pg.Client): Promise<string> {
  const { rows } = await reader.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  await reader.query('SET max_parallel_workers_per_gather = 0');
  const used = () => processorMs(rows[0]?.pid ?? 0);
  let most = { name: '', ms: 0 };
  for (const panel of PANELS)
    for (const [what, values] of Object.entries(CASES)) {
      const { text, values: parameters } = bindPanel(panel, values(1));
      const before = used();
      await reader.query(text, [...parameters]);
      const ms = used() - before;
      if (ms > most.ms) most = { name: `${panel}, ${what}`, ms };
    }
  await reader.query('RESET max_parallel_workers_per_gather');
  return `${most.name} ${most.ms} ms`;
}

/** User and system time of a process; Linux counts in hundredths of a second (proc(5)). */
function processorMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

async function findScans(reader: pg.Client): Promise<string[]> {
  const found: string[] = [];
  for (const panel of PANELS)
    for (const [what, values] of Object.entries(CASES)) {
      const { text, values: parameters } = bindPanel(panel, values(1));
      const tables = await largeScans(reader, text, [...parameters]);
      if (tables.length > 0) found.push(`${panel}, ${what}: ${tables.join(', ')}`);
    }
  return found;
}

if (import.meta.main) await run();
