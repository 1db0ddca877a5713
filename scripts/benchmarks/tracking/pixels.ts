/**
 * From pictures to visits and crossings: clips whose zones and lines have a truth, through every model that is here,
 * beside the truth's own boxes. Exits non-zero where the default model misses a bar.
 */
import { existsSync } from 'node:fs';
import { driver } from '../../../src/drivers/camera.ts';
import type { ModelEntry } from '../../../src/vision/model-manifest.ts';
import { listModels } from '../../../src/vision/model-store.ts';
import { sharedPath } from '../../../test/support/shared-data.ts';
import { detectClip, MODELS } from './detect-clip.ts';
import type { MotTracks } from './mot-data.ts';
import { readMotSequence, toFrame } from './mot-data.ts';
import type { LineScore, PixelClip, ZoneScore } from './pixel-zones.ts';
import { readPixelClips, scoreClip, scoreTable, TABLE_CLIP } from './pixel-zones.ts';

const FOLDER = sharedPath('data/video');
/** Of a zone's dwell, its visits, a line's crossings; one visit or crossing is always allowed. */
const MAX_ERROR = 0.1;
const DEFAULT_MODEL = String(driver.config.parse({ source: { device: '/dev/video0' } })['model']);

function isZoneRight({ dwellS, trueDwellS, visits, trueVisits }: ZoneScore): boolean {
  const off = Math.abs(visits - trueVisits);
  return (
    Math.abs(dwellS - trueDwellS) <= MAX_ERROR * trueDwellS && off <= Math.max(1, MAX_ERROR * trueVisits)
  );
}

function isLineRight({ missed, invented, crossings }: LineScore): boolean {
  return missed + invented <= Math.max(1, MAX_ERROR * crossings);
}

function fail(isDefault: boolean, isRight: boolean): string {
  if (isDefault && !isRight) process.exitCode = 1;
  return isRight ? '' : ' ✗';
}

function printClip(clip: PixelClip, label: string, boxes: MotTracks, sureScore?: number): void {
  const { zones, lines } = scoreClip(clip, boxes, sureScore);
  const isDefault = label === DEFAULT_MODEL;
  const cells = [
    ...zones.map((zone) => {
      const dwell = (100 * (zone.dwellS / zone.trueDwellS - 1)).toFixed(1);
      const mark = fail(isDefault, isZoneRight(zone));
      return `${zone.zone}: dwell ${dwell} %, ${zone.visits} of ${zone.trueVisits} visits${mark}`;
    }),
    ...lines.map((line) => {
      const mark = fail(isDefault, isLineRight(line));
      return `${line.line}: −${line.missed} +${line.invented} of ${line.crossings}${mark}`;
    }),
  ];
  console.log(`  ${label.padEnd(22)}${cells.join(' | ')}`);
}

function readTruth({ sequence, scale }: PixelClip): MotTracks {
  const scaled = [...readMotSequence(sequence).truth].map(
    ([frame, { ids, boxes }]) =>
      [frame, { ids, boxes: boxes.map((px) => px * scale), scores: ids.map(() => 1) }] as const,
  );
  const tracks: MotTracks = new Map(scaled);
  const last = Math.max(...tracks.keys());
  for (let frame = 1; frame <= last; frame++) toFrame(tracks, frame);
  return tracks;
}

async function printTable({ name, sureScore }: ModelEntry): Promise<void> {
  const boxes = await detectClip(`${FOLDER}/${TABLE_CLIP}`, name);
  const { right, visits, found } = scoreTable(boxes, sureScore);
  const mark = fail(name === DEFAULT_MODEL, right === visits && found === visits);
  console.log(`  ${name.padEnd(22)}${right} of ${visits} visits within 1 s, ${found} found${mark}`);
}

export async function run(): Promise<void> {
  if (!existsSync(FOLDER) || !existsSync(MODELS)) return console.warn(`SKIPPED: no clips at ${FOLDER}`);
  const listed = await listModels([MODELS]);
  const models = listed.filter(({ state }) => state === 'present').map(({ entry }) => entry);
  for (const clip of readPixelClips()) {
    console.log(`\n${clip.name}`);
    printClip(clip, 'truth', readTruth(clip));
    for (const { name, sureScore } of models) {
      printClip(clip, name, await detectClip(`${FOLDER}/${clip.name}`, name), sureScore);
    }
  }
  console.log(`\n${TABLE_CLIP}`);
  for (const entry of models) await printTable(entry);
  const absent = listed.filter(({ state }) => state === 'absent').map(({ entry }) => entry.name);
  if (absent.length > 0) console.log(`\nNot here, and not measured: ${absent.join(', ')}`);
}

if (import.meta.main) await run();
