import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runCommandLine } from '../../support/process/run-cli.ts';
import { tempDir } from '../../support/temp-dir.ts';

const SETTINGS = `
version: 2
tenant: acme
gateway: gw-1
store: { id: high-street, timezone: Europe/London }
sensors: [{ id: cam, type: camera, source: { rtsp: "rtsp://cam.local/1" }, widthPx: 640, heightPx: 480 }]
zones: [{ id: shelf, space: cam, polygon: [[300, 200], [640, 200], [640, 480], [300, 480]] }]
outputs: [{ id: player, type: udp, host: 192.168.20.40, port: 5000, on: near }]
rules:
  - { id: stays, when: { dwell: { zone: shelf, atLeast: 4s } }, then: [{ output: player }] }
  - { id: crowd, when: { people: { zone: shelf, atLeast: 9 } }, then: [{ output: player }] }
`;

/** One person walks to the shelf in 5 s, stands there for 6 s and walks back. */
function detections(): string {
  const rows: string[] = [];
  for (let frame = 1; frame <= 160; frame++) {
    const step = frame <= 50 ? frame : frame <= 110 ? 50 : 160 - frame;
    rows.push(`${frame},-1,${20 + 9 * step},${200 + (frame % 3)},60,180,0.9,-1,-1,-1`);
  }
  return rows.join('\n');
}

it('prints when each rule would have turned on', async () => {
  const directory = tempDir();
  writeFileSync(join(directory, 'store.yaml'), SETTINGS);
  writeFileSync(join(directory, 'det.txt'), detections());
  const { code, output } = await runCommandLine(
    ...['replay', '-c', join(directory, 'store.yaml'), '-i', `cam=${join(directory, 'det.txt')}`],
    ...['--fps', '10', '--rules'],
  );
  expect(code).toBe(0);
  expect(output).toMatch(/stays\s+2026-01-01T00:00:0[6-9]\.\d{3}Z\s+[4-9]\.\d/);
  expect(output).toMatch(/crowd\s+never/);
});
