// 10,000 posts of garbage a second from another address, while a counter
// posts its minutes. Every minute of the counter must be accepted.

import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { createMqttLink } from '../../../src/links/mqtt/mqtt-link.ts';
import { createPushLink } from '../../../src/links/push/push-link.ts';
import { freePort } from '../../../test/support/links/mosquitto.ts';

const SECONDS = 15;
const FLOOD_PER_S = 10_000;
const COUNTER_PER_S = 5;
const SECRET = 'a-secret-of-the-door';

/** Opens connections with twenty posts of garbage on each, up to the wanted number of posts a second. */
const FLOOD = `
const { workerData, parentPort } = require('node:worker_threads');
const { connect } = require('node:net');
const body = 'x'.repeat(200);
const post = 'POST /door HTTP/1.1\\r\\nHost: a\\r\\nAuthorization: Bearer wrong\\r\\nContent-Length: 200\\r\\n\\r\\n' + body;
let sent = 0, open = 0;
const beganMs = performance.now();
setInterval(() => {
  const due = Math.min(workerData.perS * (performance.now() - beganMs) / 1000, sent + 400);
  while (sent < due && open < 500) {
    sent += 20; open += 1;
    const socket = connect({ port: workerData.port, host: '127.0.0.1', localAddress: '127.0.0.9' }, () => socket.write(post.repeat(20)));
    socket.on('error', () => {});
    socket.on('close', () => { open -= 1; });
    socket.resume();
    socket.setTimeout(2000, () => socket.destroy());
  }
}, 1);
setInterval(() => parentPort.postMessage(sent), 500);
`;

export async function run(): Promise<void> {
  const file = join(mkdtempSync(join(tmpdir(), 'lintel-flood-')), 'token');
  writeFileSync(file, `${SECRET}\n`);
  const port = await freePort();
  const abort = new AbortController();
  const signIn = { tokenFile: file, header: 'authorization' };
  const options = { kind: 'http', address: '127.0.0.1', port, path: '/door', signIn } as const;
  let heard = 0;
  const reading = (async () => {
    for await (const _message of createPushLink(createMqttLink()).messages(options, abort.signal)) heard += 1;
  })();
  await sleep(500);
  const quiet = await postMinutes(port, 20);
  let garbage = 0;
  const flood = new Worker(FLOOD, { eval: true, workerData: { port, perS: FLOOD_PER_S } });
  flood.on('message', (sent: number) => {
    garbage = sent;
  });
  await sleep(1_000);
  const [before, usedBefore] = [garbage, process.cpuUsage()];
  const loud = await postMinutes(port, SECONDS * COUNTER_PER_S);
  const used = process.cpuUsage(usedBefore);
  const posted = garbage - before;
  await flood.terminate();
  abort.abort();
  await reading;
  const perS = Math.round(posted / (loud.spentMs / 1_000));
  const share = (used.user + used.system) / 1_000 / loud.spentMs;
  console.log(
    `push flood: ${perS} posts of garbage a second (wanted ${FLOOD_PER_S}) for ${Math.round(loud.spentMs / 1_000)} s`,
  );
  console.log(
    `  counter: ${loud.accepted} of ${loud.posted} minutes accepted, ${heard - quiet.accepted} heard`,
  );
  console.log(`  slowest ${loud.slowestMs.toFixed(0)} ms, without a flood ${quiet.slowestMs.toFixed(0)} ms`);
  console.log(`  ${(100 * share).toFixed(0)} % of a core, with what the flood itself takes in its thread`);
  const isHeard = heard === quiet.accepted + loud.posted && loud.accepted === loud.posted;
  if (!isHeard || perS < FLOOD_PER_S / 2) process.exitCode = 1;
}

/** A counter's minutes, one after another at its pace. */
async function postMinutes(port: number, count: number) {
  const beganMs = performance.now();
  let [accepted, slowestMs] = [0, 0];
  for (let i = 0; i < count; i++) {
    const sentMs = performance.now();
    const headers = { authorization: `Bearer ${SECRET}` };
    const answer = await fetch(`http://127.0.0.1:${port}/door`, {
      method: 'POST',
      headers,
      body: `{"n":${i}}`,
    }).catch(() => undefined);
    slowestMs = Math.max(slowestMs, performance.now() - sentMs);
    if (answer?.status === 200) accepted += 1;
    await sleep(Math.max(0, 1_000 / COUNTER_PER_S - (performance.now() - sentMs)));
  }
  return { posted: count, accepted, slowestMs, spentMs: performance.now() - beganMs };
}

if (import.meta.main) await run();
