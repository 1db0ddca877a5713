import { execFileSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { arch, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { NATIVE, stageNative } from '../../scripts/lib/native-packages.ts';
import { PROGRAM_PARTS } from '../../src/files/program-files.ts';
import { startMosquitto } from '../support/links/mosquitto.ts';
import { Pty } from '../support/links/pty.ts';
import { startLintel } from '../support/lintel.ts';
import { isAbsent, MODELS } from '../support/shared-data.ts';
import { until } from '../support/until.ts';

const ROOT = join(import.meta.dirname, '..', '..');
/** Away from the project, whose packages would be found from anywhere within it. */
const home = mkdtempSync(join(tmpdir(), 'lintel-built-'));
const main = join(home, 'dist', 'main.js');

beforeAll(() => {
  execFileSync(process.execPath, [join(ROOT, 'scripts', 'build.ts'), join(home, 'dist')]);
  stageNative(arch(), join(home, 'node_modules'));
  for (const name of ['config', 'package.json'])
    cpSync(join(ROOT, name), join(home, name), { recursive: true });
});

afterAll(() => rmSync(home, { recursive: true }));

describe('the built program', () => {
  test('is few files, of one byte a character, and names what it was made of', () => {
    const modules = readdirSync(join(home, 'dist')).filter((name) => name.endsWith('.js'));
    expect(modules.length).toBeLessThan(250);
    for (const name of modules) {
      expect(
        readFileSync(join(home, 'dist', name)).findIndex((byte) => byte > 0x7f),
        name,
      ).toBe(-1);
    }
    const packages = JSON.parse(readFileSync(join(home, 'dist', 'packages.json'), 'utf8')) as string[];
    expect(packages).toEqual(
      expect.arrayContaining(['node_modules/mqtt', 'node_modules/preact', 'node_modules/fastify']),
    );
    for (const name of NATIVE) expect(packages).not.toContain(`node_modules/${name}`);
  });

  test('says the same help as its sources', async () => {
    const said = async (program: string) => {
      const lintel = startLintel(['--help'], { LINTEL_PROGRAM: program });
      return [await lintel.exit(), lintel.output()];
    };
    expect(await said(main)).toEqual(await said(join(ROOT, 'src', 'main.ts')));
  });

  test('brings all files that its native packages load', () => {
    const load = `for (const name of ${JSON.stringify(NATIVE)}) require(name);
      console.log(Object.keys(require.cache).filter((path) => !path.startsWith('${home}')));`;
    // What noble makes of a machine without a radio comes later, and elsewhere.
    const said = execFileSync(process.execPath, ['-e', `${load} process.exit()`], {
      cwd: home,
      encoding: 'utf8',
    });
    expect(said.trim()).toBe('[]');
  });

  test('counts at a door and sees through a camera, with its pages open', { timeout: 120_000 }, async () => {
    await using broker = await startMosquitto();
    const counter = await Pty.plugIn(join(home, 'counter'));
    const config = join(home, 'store.yaml');
    writeFileSync(
      config,
      settings({ clip: makeClip(), port: realpathSync(counter.path), broker: broker.url }),
    );
    const lintel = startLintel(['run', '-c', config], { LINTEL_PROGRAM: main });
    await lintel.ready();
    const port = /"port":(\d+),"msg":"console open/.exec(lintel.output())?.[1];
    const page = await (await fetch(`http://127.0.0.1:${port}/`)).text();
    const module = /src="(\/m\/main-[^"]+)"/.exec(page)?.[1] ?? '';
    expect((await fetch(`http://127.0.0.1:${port}${module}`)).status).toBe(200);
    await until('every sensor comes up', () =>
      ['counter', 'eye'].every((sensor) => isUp(lintel.output(), sensor)),
    );
    await until('the uplink is there', () => lintel.output().includes('uplink connected'));
    lintel.kill('SIGTERM');
    expect(await lintel.exit()).toBe(0);
    await counter.unplug();
    // The radio process tells from within that there is no such adapter.
    expect(lintel.output()).toMatch(/"sensor":"radio".*hci7/);
    expect(lintel.output()).not.toContain('Warning');
  });

  test('keeps its connection to a broker that answers a row with "packet too large"', async () => {
    await using broker = await startMosquitto({ settings: ['message_size_limit 300'] });
    const config = join(home, 'small.yaml');
    const shop = settings({ clip: makeClip(), port: '/dev/none', broker: broker.url });
    writeFileSync(config, shop.replace(`${home}/data`, `${home}/small`));
    const lintel = startLintel(['run', '-c', config], { LINTEL_PROGRAM: main });
    await until('a row is kept aside', () => lintel.output().includes('it is kept aside'), 60_000);
    lintel.kill('SIGTERM');
    await lintel.exit();
    expect(lintel.output().match(/uplink connected/g)).toHaveLength(1);
  }, 120_000);

  test('has papers that list all of it, each package with the licence text that is its own', () => {
    cpSync(join(ROOT, 'LICENSE'), join(home, 'LICENSE'));
    mkdirSync(join(home, 'bin'));
    writeFileSync(join(home, 'bin', 'node.LICENSE'), 'of Node');
    execFileSync(process.execPath, [join(ROOT, 'scripts', 'lib', 'write-papers.ts'), home, home, '24.0.0']);
    const bill = JSON.parse(readFileSync(join(home, 'sbom.cdx.json'), 'utf8')) as {
      components: readonly { name: string; version: string; licenses: readonly object[] }[];
    };
    const names = bill.components.map(({ name }) => name);
    const bundled = ['mqtt', 'yaml', 'zod', 'pg-int8', 'preact', 'fastify', '@opentelemetry/api'];
    expect(names).toEqual(expect.arrayContaining(['node', ...bundled, ...NATIVE, 'node-gyp-build']));
    for (const name of ['vitest', 'typescript', 'adm-zip']) expect(names).not.toContain(name);
    expect(bill.components.filter(({ licenses }) => licenses.length !== 1)).toEqual([]);
    const parts = readFileSync(join(home, 'copyright'), 'utf8').split(`\n${'-'.repeat(78)}\n`);
    const { version } = bill.components.find(({ name }) => name === 'preact') ?? { version: '' };
    expect(parts.find((part) => part.startsWith(`preact ${version}: MIT`))).toContain('Jason Miller');
    expect(parts.length).toBeGreaterThan(100);
  });

  test.skipIf(isAbsent(MODELS))('sees with TensorFlow.js too', async () => {
    const config = join(home, 'tfjs.yaml');
    writeFileSync(config, settings({ clip: makeClip(), port: '/dev/none', model: 'nanodet-m-tfjs' }));
    const lintel = startLintel(['replay', '-c', config, '-i', `eye=${join(home, 'clip.mp4')}`], {
      LINTEL_PROGRAM: main,
    });
    expect(await lintel.exit(), lintel.output()).toBe(0);
  });

  test('has its parts where it looks for them', async () => {
    for (const part of PROGRAM_PARTS)
      expect(readdirSync(join(home, 'dist'))).toContain(`${basename(part)}.js`);
    const worker = new Worker(pathToFileURL(join(home, 'dist', 'track-history-tasks.js')));
    const answer = new Promise((resolve) => worker.once('message', resolve));
    worker.postMessage({ id: 7, name: 'no such task', order: {}, ring: {} });
    expect(await answer).toMatchObject({ id: 7, failure: expect.any(String) });
    await worker.terminate();
  });
});

const isUp = (log: string, sensor: string): boolean => log.includes(`"sensor":"${sensor}","msg":"sensor up"`);

function makeClip(): string {
  const clip = join(home, 'clip.mp4');
  const source = ['-f', 'lavfi', '-i', 'testsrc=size=320x240:rate=3:duration=2'];
  execFileSync('ffmpeg', ['-nostdin', '-v', 'error', '-y', ...source, '-c:v', 'mpeg4', clip]);
  return clip;
}

interface Shop {
  readonly clip: string;
  readonly port: string;
  readonly model?: string;
  readonly broker?: string;
}

const settings = ({
  clip,
  port,
  model = isAbsent(MODELS) ? 'overhead' : 'nanodet-plus-m-416',
  broker,
}: Shop) => `version: 2
tenant: acme
gateway: gw-1
store: { id: shop, timezone: Europe/London }
storage: { directory: ${home}/data }
console: { port: 0 }
sensors:
  - { id: radio, type: ble-receiver, adapter: hci7 }
  - { id: counter, type: serial-counter, path: ${port} }
  - { id: eye, type: camera, source: { file: ${clip} }, widthPx: 320, heightPx: 240, model: ${model} }
doors:
  - { id: front, sensors: [counter] }
${broker === undefined ? '' : `mqtt: { url: '${broker}' }`}
`;
