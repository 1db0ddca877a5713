// Engine throughput: the recorded boxes of a real clip, over and over, with few zones and with many.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Engine } from '../../src/core/engine/engine.ts';
import type { EpochMs, SensorId, ZoneId } from '../../src/core/model/ids.ts';
import type { PeopleSeen } from '../../src/core/model/observation.ts';
import type { StoreModel, ZoneModel } from '../../src/core/model/store-model.ts';
import { isAbsent, MODELS, sharedPath, TABLE_CLIP } from '../../test/support/shared-data.ts';
import { THRESHOLDS } from '../../test/support/stores/store-model.ts';

const CAMERA = 'table-cam' as SensorId;
const SECONDS = 3;

export function run(): Promise<void> {
  if (!isAbsent(TABLE_CLIP, MODELS)) measure();
  return Promise.resolve();
}

function measure(): void {
  const boxes = detections();
  const people = boxes.reduce((sum, frame) => sum + frame.length / 5, 0) / boxes.length;
  console.log(
    `${boxes.length} frames of ${TABLE_CLIP}, ${people.toFixed(2)} boxes each, looped for ${SECONDS} s`,
  );
  throughput(boxes, 10);
  const few = throughput(boxes, 10);
  const many = throughput(boxes, 1_000);
  console.log(`  10 zones     ${Math.round(few).toLocaleString('en')} observations/s`);
  console.log(
    `  1,000 zones  ${Math.round(many).toLocaleString('en')} observations/s   ${(many / few).toFixed(2)} × of 10 zones`,
  );
}

/** Boxes of every frame, made by the product's own detector. */
function detections(): number[][] {
  const directory = mkdtempSync(join(tmpdir(), 'lintel-bench-'));
  try {
    const out = join(directory, 'det.txt');
    execFileSync(process.execPath, [
      join(import.meta.dirname, 'vision.ts'),
      '--dump',
      sharedPath(TABLE_CLIP),
      out,
    ]);
    const frames: number[][] = [];
    for (const line of readFileSync(out, 'utf8').trim().split('\n')) {
      const [frame = 1, , ...box] = line.split(',').map(Number);
      while (frames.length < frame) frames.push([]);
      frames[frame - 1]?.push(...box.slice(0, 5));
    }
    return frames;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** A second of processor time, which other work on the machine changes little: everything but the store. */
function throughput(boxes: readonly (readonly number[])[], zones: number): number {
  const engine = new Engine(model(zones), { fact: () => undefined, summary: () => undefined });
  const observation = { kind: 'PeopleSeen' as const, sensor: CAMERA };
  let count = 0;
  let at = Date.UTC(2026, 0, 1);
  const before = process.cpuUsage();
  const spentMs = () => {
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  };
  while (spentMs() < SECONDS * 1000) {
    for (const frame of boxes) {
      at += 100;
      engine.step({ ...observation, at: at as EpochMs, boxes: frame } satisfies PeopleSeen);
      count += 1;
      if (count % 10 === 0) engine.step({ kind: 'Tick', at: at as EpochMs });
    }
  }
  return (count / spentMs()) * 1000;
}

/** The picture cut into a grid of zones, side by side. */
function model(count: number): StoreModel {
  const columns = Math.ceil(Math.sqrt(count * (768 / 432)));
  const rows = Math.ceil(count / columns);
  const zones = Array.from({ length: count }, (_, i): ZoneModel => {
    const left = ((i % columns) * 768) / columns;
    const top = (Math.floor(i / columns) * 432) / rows;
    const right = left + 768 / columns;
    const bottom = top + 432 / rows;
    return {
      id: `zone-${i}` as ZoneId,
      space: CAMERA,
      polygon: [
        { x: left, y: top },
        { x: right, y: top },
        { x: right, y: bottom },
        { x: left, y: bottom },
      ],
      growBy: 12,
      thresholds: THRESHOLDS,
      sensors: [CAMERA],
    };
  });
  return {
    sensors: [
      {
        id: CAMERA,
        type: 'camera',
        kind: 'sees-people',
        maxGapMs: 2_000,
        frame: { widthPx: 768, heightPx: 432 },
      },
    ],
    zones,
    lines: [],
    doors: [],
    windows: { durationMs: 60_000, latenessMs: 15_000 },
  };
}
