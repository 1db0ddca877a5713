import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** The boxes of one frame. `boxes` is flat: left, top, width, height; `scores` is empty where there are none. */
export interface MotFrame {
  readonly ids: number[];
  readonly boxes: number[];
  readonly scores: number[];
}

export type MotTracks = Map<number, MotFrame>;

export interface MotSequence {
  readonly name: string;
  readonly framesPerSecond: number;
  readonly length: number;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly truth: MotTracks;
  readonly detections: MotTracks;
}

export const MOT_FOLDER = new URL('../../../../shared/data/mot15', import.meta.url).pathname;
export const MOT_EVAL = new URL('../../../../shared/tools/mot_eval.py', import.meta.url).pathname;

export function hasMotData(): boolean {
  return existsSync(MOT_FOLDER);
}

/** MOTChallenge rows `frame, id, left, top, width, height, confidence, …`; truth rows with confidence 0 are left out. */
export function parseMotRows(text: string, isTruth: boolean): MotTracks {
  const tracks: MotTracks = new Map();
  for (const line of text.split('\n')) {
    const cells = line.split(/[\s,]+/).map(Number);
    const [frame = 0, id = 0, left = 0, top = 0, width = 0, height = 0, confidence = 1] = cells;
    if (cells.length < 6 || (isTruth && confidence === 0)) continue;
    const at = toFrame(tracks, frame);
    at.ids.push(id);
    at.boxes.push(left, top, width, height);
    at.scores.push(confidence);
  }
  return tracks;
}

export function toFrame(tracks: MotTracks, frame: number): MotFrame {
  const known = tracks.get(frame);
  if (known !== undefined) return known;
  const fresh: MotFrame = { ids: [], boxes: [], scores: [] };
  tracks.set(frame, fresh);
  return fresh;
}

export function formatMotRows(tracks: MotTracks): string {
  const rows: string[] = [];
  for (const [frame, { ids, boxes }] of [...tracks].sort((a, b) => a[0] - b[0]))
    ids.forEach((id, n) => {
      rows.push(`${frame},${id},${boxes.slice(4 * n, 4 * n + 4).join(',')},1,-1,-1,-1\n`);
    });
  return rows.join('');
}

function iniNumber(ini: string, key: string): number {
  return Number(new RegExp(`^${key}=(.*)$`, 'm').exec(ini)?.[1]);
}

export function readMotSequence(name: string, folder = MOT_FOLDER): MotSequence {
  const read = (file: string) => readFileSync(`${folder}/${name}/${file}`, 'utf8');
  const ini = read('seqinfo.ini');
  return {
    name,
    framesPerSecond: iniNumber(ini, 'frameRate'),
    length: iniNumber(ini, 'seqLength'),
    widthPx: iniNumber(ini, 'imWidth'),
    heightPx: iniNumber(ini, 'imHeight'),
    truth: parseMotRows(read('gt.txt'), true),
    detections: parseMotRows(read('det.txt'), false),
  };
}

/** Every sequence of the folder that has a `seqinfo.ini`, by name. */
export function readMotSequences(folder = MOT_FOLDER): MotSequence[] {
  const names = readdirSync(folder).filter((name) => existsSync(`${folder}/${name}/seqinfo.ini`));
  return names.sort().map((name) => readMotSequence(name, folder));
}
