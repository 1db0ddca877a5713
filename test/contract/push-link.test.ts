import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createMqttLink } from '../../src/links/mqtt/mqtt-link.ts';
import { MessagePace } from '../../src/links/push/message-pace.ts';
import { createPushLink } from '../../src/links/push/push-link.ts';
import type { PushHttpOptions, PushLink, PushMessage, PushSignIn } from '../../src/ports/links.ts';
import { freePort } from '../support/links/mosquitto.ts';
import { until } from '../support/until.ts';

const SECRET = 'a-secret-of-the-door';

function secretFile(): string {
  const directory = mkdtempSync(join(tmpdir(), 'lintel-push-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const file = join(directory, 'secret');
  writeFileSync(file, `${SECRET}\n`);
  return file;
}

function follow(link: PushLink, options: PushHttpOptions) {
  const abort = new AbortController();
  const messages: PushMessage[] = [];
  const done = (async () => {
    for await (const message of link.messages(options, abort.signal)) messages.push(message);
  })();
  const stop = async () => {
    abort.abort();
    await Promise.allSettled([done]);
  };
  onTestFinished(stop);
  return { messages, done, stop };
}

/** Posts once the port is open. */
async function post(
  port: number,
  headers: Record<string, string> = {},
  body = '{}',
  path = '/door',
): Promise<number> {
  let status: number | undefined;
  const isAnswered = async () => {
    status = await fetch(`http://127.0.0.1:${port}${path}`, { method: 'POST', headers, body }).then(
      (answer) => answer.status,
      () => undefined,
    );
    return status !== undefined;
  };
  while (!(await isAnswered())) await new Promise((resolve) => setTimeout(resolve, 20));
  return status ?? 0;
}

async function door(signIn: PushSignIn | undefined, more: Partial<PushHttpOptions> = {}) {
  const port = await freePort();
  const options = {
    kind: 'http',
    address: '127.0.0.1',
    port,
    path: '/door',
    ...(signIn && { signIn }),
    ...more,
  } as const;
  const link = createPushLink(createMqttLink());
  return { port, link, options, ...follow(link, options) };
}

describe('a device that posts', () => {
  test('signs in by user and password', async () => {
    const { port, messages } = await door({ username: 'cam', passwordFile: secretFile() });
    const basic = (text: string) => ({ authorization: `Basic ${Buffer.from(text).toString('base64')}` });
    expect(await post(port, basic('cam:wrong'))).toBe(401);
    expect(await post(port)).toBe(401);
    expect(await post(port, basic(`cam:${SECRET}`), '{"n":1}')).toBe(200);
    await until('messages', () => messages.length === 1);
    expect(new TextDecoder().decode(messages[0]?.payload)).toBe('{"n":1}');
  });

  test('signs in by a token, with or without the word Bearer', async () => {
    const { port } = await door({ tokenFile: secretFile(), header: 'authorization' });
    expect(await post(port, { authorization: 'Bearer another' })).toBe(401);
    expect(await post(port, { authorization: `Bearer ${SECRET}` })).toBe(200);
    expect(await post(port, { authorization: SECRET })).toBe(200);
  });

  test('signs its body', async () => {
    const { port, messages } = await door({ hmacFile: secretFile(), header: 'x-signature' });
    const signed = (body: string) => createHmac('sha256', SECRET).update(body).digest('hex');
    expect(await post(port, { 'x-signature': signed('{"n":1}') }, '{"n":2}')).toBe(401);
    expect(await post(port, { 'x-signature': `sha256=${signed('{"n":2}')}` }, '{"n":2}')).toBe(200);
    await until('messages', () => messages.length === 1);
  });

  test('has one of the addresses that may post', async () => {
    const { port } = await door(undefined, { from: ['192.0.2.9'] });
    expect(await post(port)).toBe(401);
    const known = await door(undefined, { from: ['127.0.0.1'] });
    expect(await post(known.port)).toBe(200);
  });

  test('is refused another path, another method and a body that is too long', async () => {
    const { port } = await door(undefined, { from: ['127.0.0.1'] });
    expect(await post(port, {}, '{}', '/other')).toBe(404);
    expect(await post(port, {}, 'x'.repeat(300_000)).catch(() => 413)).toBe(413);
    const ask = (method: string) =>
      fetch(`http://127.0.0.1:${port}/door`, { method }).then(({ status }) => status);
    expect(await ask('DELETE')).toBe(405);
    expect(await ask('GET')).toBe(200);
  });

  test('serves several sensors with one path, and several paths with one port', async () => {
    const first = await door(undefined, { from: ['127.0.0.1'] });
    const same = follow(first.link, first.options);
    const other = follow(first.link, { ...first.options, path: '/back' });
    expect(await post(first.port)).toBe(200);
    expect(await post(first.port, {}, '{}', '/back')).toBe(200);
    await until('messages', () => first.messages.length + same.messages.length + other.messages.length === 3);
    await first.stop();
    expect(await post(first.port)).toBe(200);
    await until('messages', () => same.messages.length === 2);
    expect(first.messages).toHaveLength(1);
  });

  test('may send a thousand reports at once', async () => {
    const { port, messages } = await door({ tokenFile: secretFile(), header: 'x-token' });
    await post(port, { 'x-token': SECRET });
    for (let i = 0; i < 1_000; i += 10) {
      const posts = Array.from({ length: 10 }, () => post(port, { 'x-token': SECRET }));
      expect(await Promise.all(posts)).toEqual(posts.map(() => 200));
    }
    await until('messages', () => messages.length === 1_001);
  }, 60_000);

  test('says which file is missing or too short, and which port is taken', async () => {
    const { done } = await door({ tokenFile: '/nowhere/token', header: 'authorization' });
    await expect(done).rejects.toMatchObject({ code: 'LINK_NOT_FOUND' });
    const { port } = await door(undefined, { from: ['127.0.0.1'] });
    await post(port);
    const taken = await door(undefined, { from: ['127.0.0.1'], port });
    await expect(taken.done).rejects.toMatchObject({ code: 'LINK_NOT_FOUND' });
  });
});

test('a device that was away is heard in full, and a flood is not', () => {
  const pace = new MessagePace(0);
  const allowed = (count: number, ms: number) =>
    Array.from({ length: count }, () => pace.allows(ms)).filter(Boolean).length;
  expect(allowed(1_440, 1)).toBe(1_440);
  expect(allowed(100_000, 1_000)).toBeLessThan(600);
  expect(allowed(100_000, 2_000)).toBeLessThanOrEqual(20);
  expect(allowed(1_440, 102_000)).toBe(1_440);
});
