import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connectAsync } from 'mqtt';
import { expect, it } from 'vitest';
import { startMosquitto } from '../../support/links/mosquitto.ts';
import { MAIN } from '../../support/lintel.ts';
import { tempDir } from '../../support/temp-dir.ts';
import { until } from '../../support/until.ts';

it('is unavailable within 10 s after kill -9, at both kinds of output', async () => {
  await using broker = await startMosquitto();
  const directory = tempDir();
  const file = join(directory, 'store.yaml');
  writeFileSync(
    file,
    `version: 2
tenant: acme
gateway: gw-1
store: { id: high-street, timezone: Europe/London }
storage: { directory: ${join(directory, 'data')} }
console: { enabled: false }
sensors: [{ id: counter, type: serial-counter, path: /dev/lintel-no-such-counter }]
doors: [{ id: front, sensors: [counter] }]
outputs:
  - { id: ha, type: home-assistant, broker: { url: "${broker.url}" } }
  - { id: bus, type: mqtt, broker: { url: "${broker.url}" }, counts: true }
rules: [{ id: dead, when: { fault: any }, for: 1s, then: [{ output: ha }, { output: bus }] }]
`,
  );
  const topics = new Map<string, string>();
  const client = await connectAsync(broker.url, { protocolVersion: 5 });
  client.on('message', (topic, payload) => topics.set(topic, payload.toString('utf8')));
  await client.subscribeAsync('lintel/#');
  const child = spawn(process.execPath, [MAIN, 'run', '-c', file], { stdio: 'ignore' });
  const both = [
    'lintel/local/high-street/home-assistant/gw-1/available',
    'lintel/local/high-street/gateway/gw-1',
  ];
  await until('both are online', () => both.every((topic) => topics.get(topic) === 'online'));
  await until(
    'the rule is on',
    () => topics.get('lintel/local/high-street/rule/dead')?.includes('"state":"on"') === true,
  );
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
  const killedMs = performance.now();
  await until('both are offline', () => both.every((topic) => topics.get(topic) === 'offline'), 10_000);
  expect(performance.now() - killedMs).toBeLessThan(10_000);
  await client.endAsync(true);
});
