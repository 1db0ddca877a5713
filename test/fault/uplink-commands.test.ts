import { generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connectAsync } from 'mqtt';
import { describe, expect, test } from 'vitest';
import { signCommand } from '../../src/cloud/gap-requester.ts';
import type { CommandMessage, ResponseMessage } from '../../src/ports/messages/command.ts';
import { LONGEST_COMMAND_BYTES, responseMessage } from '../../src/ports/messages/command.ts';
import { CommandHandler } from '../../src/uplink/command-handler.ts';
import { wholeSeconds } from '../../src/uplink/payloads.ts';
import { openSubscriber, startMosquitto } from '../support/links/mosquitto.ts';
import { createRandom } from '../support/random.ts';
import { KeptLog } from '../support/real-clock.ts';
import { START } from '../support/storage/storage-samples.ts';
import { tempDir } from '../support/temp-dir.ts';
import { until } from '../support/until.ts';
import { filledStore, IDENTITY, quickSettings, startUplink, TOPIC } from '../support/uplink/samples.ts';

const HOUR_MS = 3_600_000;

function command(more: Record<string, unknown> = {}, nowMs: number = START): CommandMessage {
  return {
    v: 2,
    to: `${IDENTITY.tenant}/${IDENTITY.store}/${IDENTITY.gateway}`,
    id: 'c-1',
    expiresAt: wholeSeconds(new Date(nowMs + HOUR_MS)),
    command: { kind: 'ResendRows', ranges: [[2, 3]] },
    ...more,
  } as CommandMessage;
}

function openDesk(keyFile?: string) {
  const store = filledStore(10);
  const all = Array.from({ length: 10 }, (_, index) => index + 1);
  store.acknowledge(all);
  let monotonicMs = 0;
  // Far apart, so that the rate limit is no part of it.
  const clock = {
    now: () => START,
    monotonicMs: () => (monotonicMs += 10_000),
    sleep: async () => undefined,
  };
  const desk = new CommandHandler({ store, identity: IDENTITY, keyFile, clock, log: new KeptLog() });
  const take = (text: string): ResponseMessage =>
    responseMessage.parse(JSON.parse(desk.handleCommand(text, 65_536) ?? ''));
  return { desk, store, take, rowsToSend: () => store.status().outboxRows };
}

function keyPair() {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const file = join(tempDir(), 'commands.pem');
  writeFileSync(file, publicKey.export({ type: 'spki', format: 'pem' }));
  return { file, privateKey };
}

describe('a command is followed only when everything about it is right (F53)', () => {
  test('one that is right is followed, and the reply says what will never come', () => {
    const { take, rowsToSend } = openDesk();
    const answer = take(
      JSON.stringify(
        command({
          command: {
            kind: 'ResendRows',
            ranges: [
              [2, 3],
              [9, 400],
            ],
          },
        }),
      ),
    );
    expect(answer).toMatchObject({ id: 'c-1', refused: null, rows: 4, missing: [] });
    expect(rowsToSend()).toBe(4);
  });

  test.each<[string, string, CommandMessage | object | string]>([
    ['text that is no JSON', 'malformed', '{'],
    ['a list', 'malformed', '[]'],
    ['one without an expiry', 'malformed', { ...command(), expiresAt: undefined }],
    ['one with a field too many', 'malformed', command({ shell: 'reboot' })],
    [
      'ranges that run backwards',
      'malformed',
      command({ command: { kind: 'ResendRows', ranges: [[3, 2]] } }),
    ],
    ['another kind', 'unknown-command', command({ command: { kind: 'Reboot' } })],
    ['a kind that every object has', 'malformed', command({ command: { kind: {} } })],
    ['another gateway’s', 'wrong-gateway', command({ to: 'acme/berlin-1/gw-2' })],
    ['another store’s', 'wrong-gateway', command({ to: 'acme/berlin-2/gw-1' })],
    ['one from yesterday', 'expired', command({}, START - 24 * HOUR_MS)],
    ['one that lies in wait for a week', 'expires-too-late', command({}, START + 168 * HOUR_MS)],
    ['one that is too long', 'oversized', JSON.stringify(command()) + ' '.repeat(LONGEST_COMMAND_BYTES)],
  ])('%s is refused as %s', (_what, refused, sent) => {
    const { take, rowsToSend } = openDesk();
    const answer = take(typeof sent === 'string' ? sent : JSON.stringify(sent));
    expect(answer).toMatchObject({ refused, rows: null });
    expect(rowsToSend()).toBe(0);
  });

  test.each<[string, object]>([
    ['switches TLS off', { mqtt: { url: 'mqtt://broker.example:1883' } }],
    ['names another broker', { mqtt: { url: 'mqtts://elsewhere.example:8883' } }],
    ['trusts another authority', { mqtt: { caFile: '/tmp/ca.pem' } }],
    ['takes another key for commands', { mqtt: { commandKeyFile: '/tmp/commands.pem' } }],
    ['counts in finer windows', { windows: { seconds: 1 } }],
    ['tells of fewer people', { privacy: { minimumCount: 1 } }],
    ['opens the camera preview', { privacy: { cameraPreview: { enabled: true } } }],
    ['opens the console to the network', { console: { host: '0.0.0.0' } }],
    ['changes nothing', {}],
  ])('a push of settings that %s is not settable from afar (F54)', (_what, settings) => {
    const { take, rowsToSend } = openDesk();
    for (const kind of ['SetSettings', 'UpdateConfig', 'PatchConfiguration']) {
      const answer = take(JSON.stringify(command({ command: { kind, settings } })));
      expect(answer).toMatchObject({ id: 'c-1', refused: 'not-settable-remotely', rows: null });
    }
    expect(rowsToSend()).toBe(0);
  });

  test('one that comes a second time is refused as replayed', () => {
    const { take } = openDesk();
    expect(take(JSON.stringify(command())).refused).toBeNull();
    expect(take(JSON.stringify(command())).refused).toBe('replayed');
  });

  test('where a key is set, only its other half may sign', () => {
    const [ours, other] = [keyPair(), keyPair()];
    const { take, rowsToSend } = openDesk(ours.file);
    const good = signCommand(command(), ours.privateKey);
    const { payload: _mine, ...envelope } = JSON.parse(good) as Record<string, string>;
    const changed = Buffer.from(JSON.stringify(command({ id: 'c-2' }))).toString('base64url');
    const none = Buffer.from('{"alg":"none"}').toString('base64url');
    expect(take(JSON.stringify(command())).refused).toBe('unsigned');
    expect(take(signCommand(command(), other.privateKey)).refused).toBe('bad-signature');
    expect(take(JSON.stringify({ ...envelope, payload: changed })).refused).toBe('bad-signature');
    expect(take(JSON.stringify({ ...JSON.parse(good), protected: none })).refused).toBe('bad-signature');
    expect(rowsToSend()).toBe(0);
    expect(take(good).refused).toBeNull();
  });

  test('refuses every command when the key cannot be read', () => {
    const { take } = openDesk(join(tempDir(), 'absent.pem'));
    expect(take(JSON.stringify(command())).refused).toBe('bad-signature');
  });

  test('answers any bytes by the contract and does nothing', () => {
    const random = createRandom(53);
    const { take, rowsToSend } = openDesk();
    const sound = JSON.stringify(command());
    for (let round = 0; round < 3_000; round += 1) {
      const bytes = Buffer.from(sound);
      for (let hits = 0; hits <= round % 4; hits += 1) {
        bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256);
      }
      const text = bytes.toString();
      const { refused, id } = take(text);
      // A changed id or range is still a command.
      if (refused === null) expect(id).toMatch(/^[\w.-]+$/);
      else expect(take('x').refused).toBe('malformed');
    }
    expect(rowsToSend()).toBeLessThanOrEqual(10);
  });

  test('a flood is not even answered', () => {
    const clock = { now: () => START, monotonicMs: () => 0, sleep: async () => undefined };
    const parts = {
      store: filledStore(1),
      identity: IDENTITY,
      keyFile: undefined,
      clock,
      log: new KeptLog(),
    };
    const desk = new CommandHandler(parts);
    const answers = Array.from({ length: 1_000 }, () => desk.handleCommand('{}', 65_536));
    expect(answers.filter((answer) => answer !== undefined)).toHaveLength(2);
    expect(desk.refusals).toBe(1_000);
  });
});

test('over a real broker a command is followed and answered, a retained one and a replayed one are not (F53)', async () => {
  await using broker = await startMosquitto();
  const client = await connectAsync(broker.url, { protocolVersion: 5 });
  const send = (id: string, retain = false) =>
    client.publishAsync(`${TOPIC}/command`, JSON.stringify(command({ id }, Date.now())), { qos: 1, retain });
  await send('retained', true);
  await using replies = await openSubscriber({ url: broker.url, topic: `${TOPIC}/response` });
  const store = filledStore(10);
  const uplink = startUplink(store, quickSettings(broker.url));
  await until('the outbox is empty', () => uplink.status().sentRows === 10);
  await send('once');
  await send('once');
  await replies.until('both answers', (messages) => messages.length >= 2);
  expect(replies.messages.map(({ text }) => responseMessage.parse(JSON.parse(text)))).toMatchObject([
    { id: 'once', refused: null, rows: 2 },
    { id: 'once', refused: 'replayed' },
  ]);
  await until('the rows have gone again', () => uplink.status().sentRows === 12);
  await client.endAsync();
});
