import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What the stand-in for rpicam-vid does from now on. */
export type StandInMode =
  | `people ${number}`
  | 'empty'
  /** Frames go on without an inference. */
  | 'stalled'
  /** The last boxes again and again. */
  | 'repeated'
  | 'timeout'
  | 'mixed'
  | 'exit';

/** In the words of rpicam-apps with `--verbose 2`; nothing of it was recorded from a device. */
const PROGRAM = `
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
const option = (name) => process.argv[process.argv.indexOf(name) + 1];
const home = dirname(process.argv[1]);
if (process.argv.includes('--version')) { console.log('rpicam-apps build: v1.9.0 stand-in'); process.exit(0); }
const isImx = readFileSync(option('--post-process-file'), 'utf8').includes('imx500_object_detection');
let frame = 0;
const jitter = () => Math.round(3 * Math.sin(frame * 1.7));
function boxes(count, move) {
  return Array.from({ length: count }, (_, i) => {
    const at = (120 + 50 * i + move) + ',' + (40 + move) + ' 60x180';
    return isImx ? '[' + i + '] : person[0] (0.87) @ ' + at : 'Object: person[1] (0.87) @ ' + at;
  });
}
let isFirst = true;
function inference(lines) {
  if (isFirst) writeFileSync(join(home, 'first'), String(Date.now()));
  isFirst = false;
  const all = isImx ? ['Number of objects detected: ' + lines.length, ...lines] : ['------', ...lines, '------'];
  return all.join('\\n') + '\\n';
}
setInterval(() => {
  const [mode, count = '0'] = readFileSync(join(home, 'mode'), 'utf8').trim().split(' ');
  frame += 1;
  let said = '';
  if (mode === 'exit') process.exit(3);
  if (mode === 'people') said = inference(boxes(Number(count), jitter()));
  if (mode === 'empty') said = inference([]);
  if (mode === 'repeated') said = inference(boxes(2, 0));
  if (mode === 'mixed') said = inference(boxes(1, jitter())) + 'Object: person[1] (0.8Viewfinder frame 7\\n';
  if (mode === 'timeout') said = frame % 30 === 0 ? 'ERROR: *** Device timeout detected, attempting a restart!!! ***\\n' : '';
  else said += 'Viewfinder frame ' + frame + '\\n';
  process.stderr.write(said);
}, 1000 / Number(option('--framerate')));
`;

/** A folder with a stand-in for rpicam-vid, for the search path of the camera link. */
export function createStandIn(mode: StandInMode): {
  readonly folder: string;
  set: (mode: StandInMode) => void;
} {
  const folder = mkdtempSync(join(tmpdir(), 'lintel-stand-in-'));
  const set = (next: StandInMode) => writeFileSync(join(folder, 'mode'), next);
  set(mode);
  writeFileSync(join(folder, 'program.mjs'), PROGRAM);
  const start = `#!/bin/sh\nexec ${process.execPath} ${join(folder, 'program.mjs')} "$@"\n`;
  writeFileSync(join(folder, 'rpicam-vid'), start);
  chmodSync(join(folder, 'rpicam-vid'), 0o755);
  return { folder, set };
}
