/** `lintel sim FILE --new PLAN`, with a real picture, up to people who walk through the new store. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { simNewCommand } from '../../../src/app/commands/sim-new.ts';
import { openScenario, readScenario } from '../../../src/app/sim/open-scenario.ts';
import { reportScenario } from '../../../src/app/sim/run-scenario.ts';
import { silentLog } from '../../support/silent-log.ts';

const HOUR_MS = 3_600_000;
const [WIDTH, HEIGHT] = [940, 640];

/** Black walls of 20 pixels round 860 × 560, a door below, an inner wall from above, on transparent black. */
function drawPlan(): Buffer {
  const isWall = (x: number, y: number) => {
    const isOuter = x < 40 || x >= 900 || y < 40 || y >= 600;
    const isDoor = y >= 600 && x >= 300 && x < 480;
    return (
      (isOuter && !isDoor && x >= 20 && x < 920 && y >= 20 && y < 620) || (x >= 600 && x < 620 && y < 290)
    );
  };
  const rgba = Buffer.alloc(4 * WIDTH * HEIGHT);
  for (let i = 0; i < WIDTH * HEIGHT; i++)
    if (isWall(i % WIDTH, Math.floor(i / WIDTH))) rgba[4 * i + 3] = 255;
  return rgba;
}
const CAMERA = 'eye=0.2,5.4,2.8,4,3,100';

let folder: string;
let plan: string;
const out: string[] = [];
const terminal = {
  ...{ out: (text: string) => out.push(text), err: () => undefined, isInteractive: false, columns: 80 },
};
const create = (name: string, options: object) =>
  simNewCommand(join(folder, name), { new: plan, ...options }, { terminal });

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lintel-new-'));
  plan = join(folder, 'plan.png');
  const raw = ['-f', 'rawvideo', '-pix_fmt', 'rgba', '-s', `${WIDTH}x${HEIGHT}`, '-i', '-'];
  execFileSync('ffmpeg', ['-v', 'error', ...raw, '-frames:v', '1', plan], { input: drawPlan() });
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('a new layout from a plan', () => {
  test('is a scenario in which people come, are counted and are served', async () => {
    await create('corner-shop.yaml', { width: 8.6, camera: [CAMERA], till: ['till=7,4.6,4.5,4.6'] });
    const { shop, settings } = await openScenario(readScenario(join(folder, 'corner-shop.yaml')));
    expect(shop.layout.walls).toHaveLength(1);
    expect(shop.layout.doors).toMatchObject([{ from: { x: 2.6, y: 5.6 }, to: { x: 4.4, y: 5.6 } }]);
    const [fromMs, toMs] = [shop.midnightMs + 12 * HOUR_MS, shop.midnightMs + 12.5 * HOUR_MS];
    const report = await reportScenario({ shop, settings, seed: 1, fromMs, toMs, log: silentLog }, 'new');
    const whole = (metric: string) =>
      report.comparisons.find((each) => each.span === 'whole' && each.metric === metric);
    expect(whole('door.in')?.truthMean).toBeGreaterThan(10);
    expect(whole('door.in')?.estimateMean).toBeGreaterThan(10);
    expect(whole('queue.served')?.estimateMean).toBeGreaterThan(0);
  }, 60_000);

  test('has a page with a picture for each camera, and is never written over', async () => {
    const page = readFileSync(join(folder, 'corner-shop-views.html'), 'utf8');
    expect(page.match(/aria-label="what eye sees"/g)).toHaveLength(1);
    expect(page.match(/var\(--good\)" fill-opacity/g)?.length).toBeGreaterThan(10);
    const again = create('corner-shop.yaml', { width: 8.6, camera: [CAMERA] });
    await expect(again).rejects.toThrow('exists already');
  });

  test('names everything that is wrong at once', async () => {
    const wrong = { width: 8.6, camera: ['eye=40,1,2.8,4,3', 'front=1,2'], till: ['eye=x,1,2,3'] };
    await expect(create('wrong.yaml', wrong)).rejects.toThrow(
      /eye=40.*8\.6 m wide and 5\.6 m deep[\s\S]*front=1,2: give ID=X,Y[\s\S]*--till eye=x/,
    );
    await expect(create('wrong.yaml', { camera: [CAMERA] })).rejects.toThrow('--width is needed');
    await expect(create('Wrong.yaml', { width: 8, camera: [CAMERA] })).rejects.toThrow('lower-case letters');
    await expect(create('wrong.yaml', { new: join(folder, 'none.png'), width: 8 })).rejects.toThrow(
      'cannot be read',
    );
  });
});
