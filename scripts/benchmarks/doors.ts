/**
 * Doors: counts of beams, counters and their fusion against the truth; occupancy and visits against known days. Also
 * the cost of a flood, of a thousand pulled plugs and of a million bad frames. `node scripts/benchmarks/doors.ts
 * [part…]`.
 */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { driverTypes, loadDriver } from '../../src/drivers/registry.ts';
import { createSerialLink } from '../../src/links/serial/serial-link.ts';
import { noiseOn, PARSERS } from '../../test/support/fuzz-decoders.ts';
import { Pty } from '../../test/support/links/pty.ts';
import { readRecording } from '../../test/support/links/recorded-links.ts';
import { observeRecording } from '../../test/support/observe-recording.ts';
import { Random } from '../../test/support/seeded-random.ts';
import { playDays } from '../../test/support/stores/counted-days.ts';
import { countBetween, playFusedDoor } from '../../test/support/stores/fused-door.ts';

const FLOWS_PER_MIN = [1, 5, 10, 20, 40, 60];
const PEOPLE = 6_000;
/** The first is what the constants were chosen on; the others were looked at afterwards. */
const SEEDS = [0, 1_000, 2_000];
const percent = (ratio: number) => `${((ratio - 1) * 100).toFixed(2)}%`;

/** Counted ÷ passed of both directions, within a span. */
function ratio(played: Parameters<typeof countBetween>[0], span: readonly [number, number]): number {
  const ins = countBetween(played, 'in', span);
  const outs = countBetween(played, 'out', span);
  return (ins.counted + outs.counted) / (ins.passed + outs.passed);
}

/** Against the true passages of the same run: the beam alone is the reference that the fused door is better than. */
function benchFusion(): void {
  for (const seed of SEEDS) console.table(FLOWS_PER_MIN.map((peoplePerMin) => fusionRow(peoplePerMin, seed)));
}

function fusionRow(peoplePerMin: number, seed: number) {
  const minutes = Math.max(600, Math.ceil(PEOPLE / peoplePerMin));
  const scene = { peoplePerMin, minutes, seed: seed + peoplePerMin, cameraMisses: 0.02 };
  const whole = [0, minutes * 60_000] as const;
  const half = [minutes * 30_000, minutes * 60_000] as const;
  const single = playFusedDoor({
    ...scene,
    cameraUntilMs: 0,
    uTurns: 0.03,
    trailing: 0.05,
    trolleys: 0.02,
  });
  const ins = countBetween(single, 'in', whole);
  const outs = countBetween(single, 'out', whole);
  const pairs = { ...scene, pairs: 0.25 };
  const fused = playFusedDoor({ ...pairs, cameraUntilMs: half[0] });
  return {
    'people/min': peoplePerMin,
    'single file, in': percent(ins.counted / ins.passed),
    'single file, out': percent(outs.counted / outs.passed),
    'pairs, beam alone': percent(ratio(playFusedDoor({ ...pairs, cameraUntilMs: 0 }), whole)),
    'pairs, fused': percent(ratio(fused, [0, half[0]])),
    'pairs, fused, camera gone': percent(ratio(fused, half)),
  };
}

function benchDays(): void {
  for (const seed of SEEDS) benchDaysOf(seed);
}

function benchDaysOf(seed: number): void {
  const rows = [
    { visitsPerDay: 1_000, missIn: 0.02, missOut: 0.02, doubled: 0, bounceShare: 0.15 },
    { visitsPerDay: 1_000, missIn: 0.01, missOut: 0.01, doubled: 0.01, bounceShare: 0.3 },
    { visitsPerDay: 250, missIn: 0.02, missOut: 0.02, doubled: 0, bounceShare: 0.15 },
    { visitsPerDay: 3_000, missIn: 0.02, missOut: 0.02, doubled: 0, bounceShare: 0.2 },
    { visitsPerDay: 1_000, missIn: 0.01, missOut: 0.04, doubled: 0, bounceShare: 0.15 },
  ].map((scene) => {
    const score = playDays({ ...scene, days: 30, seed: 21 + seed });
    return {
      'visits/day': scene.visitsPerDay,
      'missed in, out': `${scene.missIn}, ${scene.missOut}`,
      'drift after closing': score.driftAfterClosing,
      'below nothing': score.negatives,
      'interval holds, live': (score.liveCovered / score.minutes).toFixed(3),
      'interval holds, restated': (score.restatedCovered / score.minutes).toFixed(3),
      'mean visit': percent(score.meanVisitMs / score.trueMeanVisitMs),
      'true bounce': score.trueBounce.toFixed(3),
      bounce: `${score.bounce?.share.toFixed(3)} (${score.bounce?.low.toFixed(3)}–${score.bounce?.high.toFixed(3)})`,
    };
  });
  console.table(rows);
}

const FLOOD_S = 10;
const FLOOD_MB_PER_S = 10;

/** A separate process that writes a block repeatedly, at a pace, and reports at its end how many bytes it wrote. */
const WRITER = `
  const fs = require('fs');
  const [blockFile, sentFile, seconds, bytesPerMs] = process.argv.slice(1);
  const block = fs.readFileSync(blockFile);
  const began = Date.now();
  let sent = 0;
  const more = () => {
    const elapsed = Date.now() - began;
    if (elapsed > seconds * 1000) { fs.writeFileSync(sentFile, String(sent)); process.exit(); }
    if (block.length === 0 || sent > elapsed * bytesPerMs) return setTimeout(more, 2);
    process.stdout.write(block, () => { sent += block.length; more(); });
  };
  more();`;

/** 10 MB/s into a port that is opened at 9600 baud, against the same time with the port quiet. */
async function benchFlood(): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'lintel-bench-'));
  const rows = [];
  for (const [name, block] of [
    ['quiet', Buffer.alloc(0)],
    ['garbage', Buffer.from(Array.from({ length: 16_384 }, (_byte, i) => (i * 167 + (i >> 7)) & 0xff))],
    ['no line end', Buffer.alloc(16_384, 0x55)],
    ['good lines', Buffer.from('C,1,1\n'.repeat(2_730))],
  ] as const) {
    rows.push({ flood: name, ...(await flood(directory, block)) });
  }
  rmSync(directory, { recursive: true });
  console.table(rows);
}

/** The CPU is this process's own; the writer and socat are others. */
async function flood(directory: string, block: Buffer) {
  const [blockFile, sentFile] = [join(directory, 'block'), join(directory, 'sent')];
  const script = join(directory, 'writer.cjs');
  writeFileSync(blockFile, block);
  writeFileSync(script, WRITER.replace('slice(1)', 'slice(2)'));
  const command = `${process.execPath} ${script} ${blockFile} ${sentFile} ${FLOOD_S} ${FLOOD_MB_PER_S * 1_000}`;
  const path = join(directory, 'port');
  rmSync(path, { force: true });
  const socat = spawn('socat', [`pty,link=${path},rawer`, `SYSTEM:${command}`], { stdio: 'ignore' });
  while (!existsSync(path)) await new Promise((resolve) => setTimeout(resolve, 5));
  let lines = 0;
  const cpu = process.cpuUsage();
  const began = performance.now();
  try {
    const never = new AbortController().signal;
    for await (const _line of createSerialLink().lines({ path, baudRate: 9_600 }, never)) lines += 1;
  } catch {
    // The writer is done and socat has gone: the port is lost.
  }
  const elapsedMs = performance.now() - began;
  const { user, system } = process.cpuUsage(cpu);
  if (socat.exitCode === null) await once(socat, 'exit');
  return {
    'MB/s sent': (Number(readFileSync(sentFile, 'utf8')) / 1e6 / FLOOD_S).toFixed(1),
    lines,
    'CPU of one core': `${((user + system) / 10 / elapsedMs).toFixed(1)}%`,
    'RSS, MB': (process.memoryUsage.rss() / 1e6).toFixed(0),
  };
}

/** Descriptors open after each hundred of a thousand plugs pulled in mid-frame. */
async function benchReconnects(): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'lintel-bench-'));
  const path = join(directory, 'counter');
  const link = createSerialLink();
  const rows = [];
  for (let pulled = 1; pulled <= 1_000; pulled++) {
    const pty = await Pty.plugIn(path);
    try {
      for await (const _line of link.lines({ path, baudRate: 9_600 }, greeted(pty))) await pty.unplug();
    } catch {
      // Pulled, as it should be.
    } finally {
      // On a busy machine a link may also end before its first line; the pty would write for ever.
      await pty.unplug();
    }
    if (pulled % 250 === 0 || pulled === 10) {
      const descriptors = readdirSync('/proc/self/fd').length;
      rows.push({ pulled, descriptors, 'RSS, MB': (process.memoryUsage.rss() / 1e6).toFixed(0) });
    }
  }
  rmSync(directory, { recursive: true });
  console.table(rows);
}

/** Makes the pty write until it is pulled, so that its reader gets one line and half of another. */
function greeted(pty: Pty): AbortSignal {
  const greeting = setInterval(() => void pty.write('C,1,1\nC,1'), 5);
  void pty.gone.then(() => clearInterval(greeting));
  return new AbortController().signal;
}

/** A million frames per parser, and many through each driver; the heap is measured after collection. */
async function benchFuzz(): Promise<void> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const heapMb = (): number => {
    collect();
    return process.memoryUsage().heapUsed / 1e6;
  };
  const frames = 1_000_000;
  const rows = Object.entries(PARSERS).map(([name, decodeOne]) => {
    const random = new Random(99);
    for (let frame = 0; frame < frames / 10; frame++) decodeOne(random);
    const before = heapMb();
    const began = performance.now();
    let thrown = 0;
    for (let frame = 0; frame < frames; frame++) {
      try {
        decodeOne(random);
      } catch {
        thrown += 1;
      }
    }
    const elapsedMs = performance.now() - began;
    return {
      decoder: name,
      frames,
      thrown,
      'µs/frame, damage included': ((elapsedMs / frames) * 1_000).toFixed(2),
      'heap growth, MB': (heapMb() - before).toFixed(1),
    };
  });
  console.table(rows);
  for (const type of driverTypes) console.log(`${type}: ${await fuzzDriver(type)}`);
}

const DRIVER_FRAMES = 20_000;

async function fuzzDriver(type: string): Promise<string> {
  const { link } = await loadDriver(type);
  const items = noiseOn(link, DRIVER_FRAMES, new Random(99)).map((item, i) => ({ at: i, item }));
  const began = performance.now();
  const run = await observeRecording(type, { ...readRecording(type), items }, 'stall');
  await run.stop();
  // Nothing but noise is the same as nothing to a device that reports on its own.
  if (run.error !== undefined && (run.error as { code?: string }).code !== 'LINK_SILENT') throw run.error;
  const microseconds = (1_000 * (performance.now() - began)) / DRIVER_FRAMES;
  return `${DRIVER_FRAMES} frames, none throws, ${microseconds.toFixed(1)} µs each with link and clock`;
}

export async function run(): Promise<void> {
  const parts: Readonly<Record<string, () => void | Promise<void>>> = {
    fusion: benchFusion,
    days: benchDays,
    flood: benchFlood,
    reconnects: benchReconnects,
    fuzz: benchFuzz,
  };
  const wanted = process.argv.slice(2).filter((name) => name in parts);
  for (const [name, part] of Object.entries(parts)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    console.log(`\n${name}`);
    await part();
  }
}

if (import.meta.main) await run();
