/** What the installed service costs while nothing much happens: the program as it is packaged, all of its processes. */
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openSubscriber, startMosquitto } from '../../../test/support/links/mosquitto.ts';
import { Pty } from '../../../test/support/links/pty.ts';
import { until } from '../../../test/support/until.ts';
import { processTree } from './process-tree.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');
/** The windows of the first minutes are those of a gateway that starts. */
const SETTLE_MS = 90_000;
const MEASURE_MS = 120_000;
const MAX_MB = 120;
const MAX_CORE_SHARE = 0.02;

const settings = (folder: string, port: string, broker: string): string => `version: 2
tenant: acme
gateway: bench
store: { id: bench, timezone: Europe/London }
storage: { directory: ${folder}/data }
sensors:
  - { id: radio, type: ble-receiver, canary: { tag: canary-1 } }
  - { id: counter, type: serial-counter, path: ${port} }
tags:
  - { id: canary-1, kind: canary, match: { uuid: 00112233445566778899aabbccddeeff, major: 1, minor: 1 } }
doors:
  - { id: back, sensors: [counter] }
mqtt: { url: '${broker}' }
`;

export async function run(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'lintel-appliance-'));
  try {
    await measure(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measure(folder: string): Promise<void> {
  const program = join(folder, 'program');
  execFileSync(join(ROOT, 'scripts', 'lib', 'stage-program.sh'), ['amd64', program], { stdio: 'ignore' });
  await using broker = await startMosquitto();
  await using cloud = await openSubscriber({ url: broker.url, topic: '#' });
  const counter = await Pty.plugIn(join(folder, 'counter'));
  const config = join(folder, 'store.yaml');
  writeFileSync(config, settings(folder, realpathSync(counter.path), broker.url));
  const beganMs = performance.now();
  const hook = join(import.meta.dirname, 'other-radio.mjs');
  const service = spawn(join(program, 'bin', 'lintel'), ['run', '-c', config], {
    env: {
      PATH: process.env['PATH'],
      LINTEL_BENCH_ROOT: program,
      NODE_OPTIONS: `--import ${hook}`,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  service.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  try {
    await until('READY', () => output.includes('READY') || service.exitCode !== null, 60_000);
    if (service.exitCode !== null) throw new Error(`it ended before READY: ${output}`);
    console.log(`start to READY: ${(performance.now() - beganMs).toFixed(0)} ms`);
    const totals = setInterval(() => void counter.write('C,3,2\r\n'), 1_000);
    await sleep(SETTLE_MS);
    await watch(service.pid ?? 0);
    clearInterval(totals);
    const count = cloud.messages.filter(({ topic }) => topic.endsWith('/count')).length;
    console.log(`summaries at the broker meanwhile: ${count}`);
  } finally {
    service.kill('SIGTERM');
    await counter.unplug();
  }
}

/** Processor time over the whole stretch, memory at its end. */
async function watch(pid: number): Promise<void> {
  const before = processTree(pid);
  const beganMs = performance.now();
  await sleep(MEASURE_MS);
  const seconds = (performance.now() - beganMs) / 1000;
  const after = processTree(pid);
  const share = (cpuSec: number): string => `${((100 * cpuSec) / seconds).toFixed(2)} %`;
  for (const { pid: one, name, pssMb, rssMb, cpuSec } of after) {
    const used = cpuSec - (before.find((other) => other.pid === one)?.cpuSec ?? 0);
    console.log(
      `${name.padEnd(20)} ${pssMb.toFixed(1).padStart(6)} MB (resident ${rssMb.toFixed(1)}), ${share(used)} of a core`,
    );
  }
  const sum = (costs: typeof after, key: 'pssMb' | 'cpuSec' | 'endedSec') =>
    costs.reduce((total, cost) => total + cost[key], 0);
  // With what ended on the way: the radio process is replaced now and then.
  const cpuOf = (costs: typeof after) => sum(costs, 'cpuSec') + sum(costs, 'endedSec');
  const cpu = cpuOf(after) - cpuOf(before);
  const isMet = sum(after, 'pssMb') <= MAX_MB && cpu / seconds <= MAX_CORE_SHARE;
  console.log(
    `in all ${sum(after, 'pssMb').toFixed(1)} MB (bar ${MAX_MB}), ${share(cpu)} of a core (bar ${100 * MAX_CORE_SHARE} %): ` +
      (isMet ? 'met' : 'NOT MET'),
  );
}

if (import.meta.main) await run();
