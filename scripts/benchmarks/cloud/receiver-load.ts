// What the receiver's bench sends, and how it measures what that costs the machine.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { connectAsync } from 'mqtt';

/** A worker rolls up 10 s after its start: with so many it has read all before. */
export const GATEWAYS = Number(process.env['GATEWAYS'] ?? 5_000);
/** Of each gateway, one message each: what a fleet sends in normal running. */
const MINUTES = 6;
export const SUMMARIES = GATEWAYS * MINUTES;
/** A worker that has just started is compiled while it works: what it sustains shows after so many. */
export const WARM_UP = Math.round(SUMMARIES / 3);
const EXAMPLE = new URL('../../../config/messages/count.example.json', import.meta.url);
/** Clock ticks of /proc a second. */
const TICKS = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));

interface Message {
  readonly rows: readonly object[];
}

/** Yesterday's noon, UTC: receivers accept no times long ago. */
const NOON_MS = Math.floor(Date.now() / 86_400_000) * 86_400_000 - 43_200_000;

/** Every message once: topic and text. One gateway a store. */
export function* messages(): Generator<readonly [topic: string, text: string]> {
  const message = JSON.parse(readFileSync(EXAMPLE, 'utf8')) as Message;
  const [row] = message.rows;
  for (let index = 0; index < SUMMARIES; index++) {
    const [gateway, minute] = [index % GATEWAYS, Math.floor(index / GATEWAYS)];
    const from = `${new Date(NOON_MS + minute * 60_000).toISOString().slice(0, 19)}Z`;
    yield [
      `lintel/v2/acme/store-${gateway}/gw-1/count`,
      JSON.stringify({ ...message, rows: [{ ...row, seq: minute + 1, from }] }),
    ];
  }
}

export async function publishAll(url: string): Promise<void> {
  const client = await connectAsync(url, { protocolVersion: 5 });
  const all = messages();
  const lane = async (): Promise<void> => {
    for (const [topic, text] of all) await client.publishAsync(topic, text, { qos: 1 });
  };
  await Promise.all(Array.from({ length: 50 }, lane));
  await client.endAsync();
}

/** Processor time of this machine from one moment on. */
export class LoadMeter {
  readonly #beganMs = performance.now();
  readonly #own = ticksByProgram();
  readonly #all = machineTicks();

  /** Microseconds of processor time for each of `count`, by program; and how much of the machine everybody else took. */
  report(count: number): string {
    const seconds = (performance.now() - this.#beganMs) / 1000;
    const own = [...ticksByProgram()].map(
      ([name, ticks]) => [name, (ticks - (this.#own.get(name) ?? 0)) / TICKS] as const,
    );
    const ownSeconds = own.reduce((sum, [, spent]) => sum + spent, 0);
    const busySeconds = (machineTicks() - this.#all) / TICKS;
    const capacity = seconds * cpus().length;
    const percent = (value: number) => `${((value / capacity) * 100).toFixed(0)} %`;
    const each = own
      .filter(([, spent]) => spent / count > 1e-6)
      .map(([name, spent]) => `${name} ${((spent / count) * 1e6).toFixed(0)}`);
    return [
      `    processor time a summary, µs: ${each.join(', ')}; together ${((ownSeconds / count) * 1e6).toFixed(0)}: ` +
        `${cpus().length} cores of this machine alone do ${Math.round((count * cpus().length) / ownSeconds).toLocaleString('en')} a second at most`,
      `    of the machine: ours ${percent(ownSeconds)}, others’ ${percent(busySeconds - ownSeconds)}, idle ${percent(capacity - busySeconds)}`,
    ].join('\n');
  }
}

/** All but idle and waiting for a disk. */
function machineTicks(): number {
  const fields = (readFileSync('/proc/stat', 'utf8').split('\n')[0] ?? '').trim().split(/\s+/).slice(1, 9);
  return fields
    .map(Number)
    .reduce((sum, ticks, index) => (index === 3 || index === 4 ? sum : sum + ticks), 0);
}

/** Processor time by program, of this process and its offspring. */
function ticksByProgram(): ReadonlyMap<string, number> {
  const lines = execFileSync('ps', ['-e', '-o', 'pid=,ppid=,comm='], { encoding: 'utf8' }).trim().split('\n');
  const parents = new Map(
    lines
      .map((line) => line.trim().split(/\s+/))
      .map(([pid = '', ppid = '', name = '']) => [pid, { ppid, name }]),
  );
  const isOurs = (pid: string): boolean =>
    pid === String(process.pid) || (parents.has(pid) && isOurs(parents.get(pid)?.ppid ?? ''));
  const sums = new Map<string, number>();
  for (const [pid, { name }] of parents) {
    if (!isOurs(pid) || name === 'ps') continue;
    const program = pid === String(process.pid) ? 'bench' : name === 'MainThread' ? 'receiver' : name;
    sums.set(program, (sums.get(program) ?? 0) + spent(pid));
  }
  return sums;
}

function spent(pid: string): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return Number(fields[11]) + Number(fields[12]);
  } catch {
    return 0;
  }
}
