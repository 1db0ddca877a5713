import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { getOrigin, openTestConsole, pairWith, SETTINGS_TEXT } from './web-console.ts';

const CHANGES = [
  ['POST', '/api/settings/apply'],
  ['POST', '/api/settings/draft'],
  ['POST', '/api/settings/backtest'],
  ['POST', '/api/settings/rollback'],
  ['POST', '/api/settings/trial'],
  ['POST', '/api/tags/training'],
  ['POST', '/api/tags/training/end'],
  ['POST', '/api/tags/registration'],
  ['DELETE', '/api/tags/registration'],
  ['PUT', '/api/plan/picture'],
  ['POST', '/api/plan/picture/check'],
  ['DELETE', '/api/plan/picture'],
  ['POST', '/api/audits'],
  ['POST', '/api/preview'],
  ['POST', '/api/preview/clear'],
  ['DELETE', '/api/preview'],
] as const;
const READS = [
  '/api/store',
  '/api/status',
  '/api/settings',
  '/api/settings/schema',
  '/api/settings/history',
  '/api/settings/trial',
  '/api/doors',
  '/api/tags',
  '/api/tags/registration',
  '/api/heat?space=cam',
  '/api/windows?from=0&to=1',
  '/api/plan/picture',
  '/api/paths?space=cam',
  '/api/activity',
  '/api/audits',
  '/api/session',
  '/api/preview',
  '/api/preview/picture',
];

test('without a session nothing but the page, its description and its health answers', async () => {
  const { ask, port } = await openTestConsole();
  const origin = getOrigin(port);
  for (const path of READS) expect([path, (await ask(path)).status]).toEqual([path, 401]);
  for (const [method, path] of CHANGES) {
    expect([path, (await ask(path, { method, headers: { origin } })).status]).toEqual([path, 401]);
  }
  expect((await ask('/')).status).toBe(200);
  expect((await ask('/api/health')).json).toEqual({ ok: true });
});

test('whom to tell of a weakness is there for anybody where the operator named somebody (RFC 9116)', async () => {
  expect((await (await openTestConsole()).ask('/.well-known/security.txt')).status).toBe(404);
  const { ask } = await openTestConsole(SETTINGS_TEXT, { securityContact: 'mailto:security@acme.example' });
  const { status, headers, text } = await ask('/.well-known/security.txt');
  expect([status, headers['content-type']]).toEqual([200, 'text/plain; charset=utf-8']);
  expect(text).toMatch(/^Contact: mailto:security@acme\.example\nExpires: \S+Z\nPreferred-Languages: en\n$/);
  const expires = Date.parse(/Expires: (\S+)/.exec(text)?.[1] ?? '');
  expect(expires).toBeGreaterThan(Date.now());
  expect(expires).toBeLessThan(Date.now() + 365 * 86_400_000);
});

test('a session that was made up, idle for an hour or half a day old is none', async () => {
  const { ask, pair, pass } = await openTestConsole();
  const idle = await pair();
  pass(61 * 60_000);
  expect((await ask('/api/store', { headers: idle })).status).toBe(401);
  const used = await pair();
  for (let hour = 0; hour < 13; hour++) {
    pass(55 * 60_000);
    if (hour < 12) expect((await ask('/api/store', { headers: used })).status).toBe(200);
  }
  pass(30 * 60_000);
  expect((await ask('/api/store', { headers: used })).status).toBe(401);
  const forged = { cookie: `lintel-session=${'A'.repeat(43)}` };
  expect((await ask('/api/store', { headers: forged })).status).toBe(401);
});

test('refuses a change from another page, with any credentials', async () => {
  const { ask, pair, settingsPath } = await openTestConsole();
  const page = await pair();
  const body = JSON.stringify({ base: '0'.repeat(64), edits: [] });
  for (const origin of ['http://evil.example', 'http://127.0.0.1:1', 'null', '']) {
    const answer = await ask('/api/settings/apply', { method: 'POST', headers: { ...page, origin }, body });
    expect([origin, answer.json.error?.code]).toEqual([origin, 'WRONG_ORIGIN']);
  }
  const crossSite = { ...page, 'sec-fetch-site': 'cross-site' };
  expect((await ask('/api/settings/apply', { method: 'POST', headers: crossSite, body })).status).toBe(403);
  expect(readFileSync(settingsPath, 'utf8')).toBe(SETTINGS_TEXT);
});

test('a change without the session’s own token is refused (CSRF)', async () => {
  const { ask, pair } = await openTestConsole();
  const [page, other] = [await pair(), await pair()];
  const body = JSON.stringify({ base: '0'.repeat(64), edits: [] });
  for (const token of ['', 'wrong', other['x-lintel-csrf'] ?? '']) {
    const headers = { ...page, 'x-lintel-csrf': token };
    expect((await ask('/api/settings/apply', { method: 'POST', headers, body })).json.error?.code).toBe(
      'CSRF',
    );
  }
  const plainForm = { ...page, 'content-type': 'text/plain' };
  expect((await ask('/api/settings/apply', { method: 'POST', headers: plainForm, body })).status).toBe(415);
});

test('a name that does not belong to this device is refused (DNS rebinding)', async () => {
  const { ask, pair } = await openTestConsole();
  const page = await pair();
  expect((await ask('/api/store', { headers: { ...page, host: 'evil.example' } })).status).toBe(421);
  expect((await ask('/', { headers: { host: 'localhost.evil.example:8080' } })).status).toBe(421);
});

test('a pairing code works once, and not after ten minutes', async () => {
  const { console: console_, port, pass } = await openTestConsole();
  const { code } = await console_.pair({ role: 'technician', lan: false });
  await pairWith(port, code);
  await expect(pairWith(port, code)).rejects.toThrow('WRONG_CODE');
  const { code: late } = await console_.pair({ role: 'technician', lan: false });
  pass(10 * 60_000 + 1);
  await expect(pairWith(port, late)).rejects.toThrow('WRONG_CODE');
});

test('a viewer looks and changes nothing', async () => {
  const { ask, pair, settingsPath } = await openTestConsole();
  const viewer = await pair('viewer');
  expect((await ask('/api/store', { headers: viewer })).status).toBe(200);
  expect((await ask('/api/settings', { headers: viewer })).status).toBe(403);
  for (const [method, path] of CHANGES) {
    expect([path, (await ask(path, { method, headers: viewer })).status]).toEqual([path, 403]);
  }
  expect(readFileSync(settingsPath, 'utf8')).toBe(SETTINGS_TEXT);
});

test.each([
  '/../package.json',
  '/m/../../package.json',
  '/m/web/app/..%2f..%2f..%2fpackage.json',
  '/%2e%2e/%2e%2e/etc/passwd',
  '/m/web/sessions.js',
  '/m/lib/../../../../etc/passwd',
  '/style.css%00.png',
  '//etc/passwd',
])('%s leads nowhere (path traversal)', async (path) => {
  const { ask, pair } = await openTestConsole();
  const answer = await ask(path, { headers: await pair() });
  expect([400, 404]).toContain(answer.status);
  expect(answer.text).not.toContain('"lintel"');
});

test('what is oversized, malformed or unknown is refused before it does anything', async () => {
  const { ask, pair, settingsPath } = await openTestConsole();
  const headers = await pair();
  const post = (body: string) => ask('/api/settings/apply', { method: 'POST', headers, body });
  expect((await post('x'.repeat(300_000))).status).toBe(413);
  expect((await post('{"base":')).status).toBe(400);
  expect((await post('{"__proto__":{"a":1},"base":"","edits":[]}')).status).toBe(400);
  expect((await post(JSON.stringify({ base: '0'.repeat(64), edits: [], extra: 1 }))).status).toBe(400);
  expect((await post(JSON.stringify({ base: '0'.repeat(64), edits: [{ path: [] }] }))).status).toBe(400);
  const huge = { method: 'PUT', headers: { ...headers, 'content-type': 'image/png' } };
  expect((await ask('/api/plan/picture', { ...huge, body: Buffer.alloc(9 * 1024 * 1024) })).status).toBe(413);
  expect(readFileSync(settingsPath, 'utf8')).toBe(SETTINGS_TEXT);
});

const svg = (inner: string, root = 'xmlns="http://www.w3.org/2000/svg"') => `<svg ${root}>${inner}</svg>`;

test.each([
  ['a script', svg('<script>alert(1)</script>')],
  ['a namespaced script', svg('<s:script xmlns:s="http://www.w3.org/2000/svg">1</s:script>')],
  ['an event handler', svg('', 'onload="alert(1)"')],
  ['a handler after a line break', svg('<rect\nonclick="alert(1)"/>')],
  ['a script address', svg('<a href="java&#115;cript:alert(1)"><rect/></a>')],
  ['foreign content', svg('<foreignObject><iframe src="//evil"/></foreignObject>')],
  ['an outside picture', svg('<image href="http://evil.example/x.png"/>')],
  ['an outside style', svg('<style>@import url(http://evil.example)</style>')],
  ['an outside fill', svg('<rect fill="url(http://evil.example#a)"/>')],
  ['entities', `<!DOCTYPE svg [<!ENTITY a "aaaa">]>${svg('&a;')}`],
  ['a style sheet', `<?xml-stylesheet href="http://evil"?>${svg('')}`],
  ['an animation', svg('<set attributeName="href" to="javascript:alert(1)"/>')],
  ['a page', '<html><script>alert(1)</script></html>'],
  ['no text', Buffer.from([0x3c, 0x73, 0xff, 0xfe])],
])('a drawing with %s is refused', async (_what, body) => {
  const { ask, pair } = await openTestConsole();
  const headers = { ...(await pair()), 'content-type': 'image/svg+xml' };
  const answer = await ask('/api/plan/picture', { method: 'PUT', headers, body: body as string });
  expect([answer.status, answer.json.error?.code]).toEqual([422, 'BAD_PICTURE']);
  expect((await ask('/api/plan/picture', { headers })).status).toBe(404);
});

function png(width: number, height: number, extra: Buffer[] = []): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const head = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    head,
    chunk('IHDR', header),
    ...extra,
    chunk('IDAT', Buffer.alloc(4)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

test.each([
  ['no picture at all', 'image/png', Buffer.from('GIF89a')],
  ['a decompression bomb', 'image/png', png(60_000, 60_000)],
  ['a cut PNG', 'image/png', png(10, 10).subarray(0, 40)],
  ['a damaged PNG', 'image/png', png(10, 10).fill(1, 20, 22)],
  ['a cut JPEG', 'image/jpeg', Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0x40, 0x00])],
  ['a page called a JPEG', 'image/jpeg', Buffer.from('<script>alert(1)</script>')],
])('%s is refused', async (_what, type, body) => {
  const { ask, pair } = await openTestConsole();
  const headers = { ...(await pair()), 'content-type': type };
  expect((await ask('/api/plan/picture', { method: 'PUT', headers, body })).status).toBe(422);
});

test('a kept picture has lost its metadata and what was hidden behind its end, and is served inert', async () => {
  const { ask, pair } = await openTestConsole();
  const headers = { ...(await pair()), 'content-type': 'image/png' };
  const body = Buffer.concat([
    png(10, 10, [chunk('tEXt', Buffer.from('GPS 52.5 13.4'))]),
    Buffer.from('<script>'),
  ]);
  expect((await ask('/api/plan/picture', { method: 'PUT', headers, body })).status).toBe(204);
  const kept = await ask('/api/plan/picture', { headers });
  expect(kept.headers['content-type']).toBe('image/png');
  expect(kept.headers['content-security-policy']).toContain('sandbox');
  expect(kept.text).not.toMatch(/GPS|script/);
  const refused = await ask('/api/plan/picture', { method: 'PUT', headers, body: Buffer.from('x') });
  expect(refused.status).toBe(422);
  expect((await ask('/api/plan/picture', { headers })).text).toBe(kept.text);
});

test('a picture that is only checked comes back as it would be kept, and nothing is kept', async () => {
  const { ask, pair } = await openTestConsole();
  const headers = { ...(await pair()), 'content-type': 'image/png' };
  const check = (body: Buffer) => ask('/api/plan/picture/check', { method: 'POST', headers, body });
  const checked = await check(png(10, 10, [chunk('tEXt', Buffer.from('GPS 52.5 13.4'))]));
  expect(checked.headers['content-type']).toBe('image/png');
  expect(checked.headers['content-security-policy']).toContain('sandbox');
  expect(checked.text).not.toContain('GPS');
  expect((await check(png(60_000, 60_000))).status).toBe(422);
  expect((await ask('/api/plan/picture', { headers })).status).toBe(404);
});

test('opens the live feed only for a console page with a session, and ignores what it sends', async () => {
  const { port, pair, pass } = await openTestConsole();
  const { origin = '', cookie = '' } = await pair();
  const open = (headers: Record<string, string>) =>
    new WebSocket(`ws://127.0.0.1:${port}/api/live`, { headers });
  for (const headers of [{}, { origin }, { cookie }, { origin: 'http://evil.example', cookie }]) {
    const [error] = (await once(open(headers as Record<string, string>), 'error')) as [Error];
    expect(error.message).toMatch(/40[13]/);
  }
  const talker = open({ origin, cookie });
  await once(talker, 'open');
  talker.send('{}');
  expect((await once(talker, 'close'))[0]).toBe(1008);
  const watcher = open({ origin, cookie });
  await once(watcher, 'open');
  pass(13 * 3_600_000);
  expect((await once(watcher, 'close'))[0]).toBe(4401);
});

test('every answer forbids inline scripts, frames and guessing of types', async () => {
  const { ask } = await openTestConsole();
  for (const path of ['/', '/style.css', '/api/health', '/api/store', '/nothing']) {
    const { headers } = await ask(path);
    expect(headers['content-security-policy']).toMatch(/default-src 'none'; script-src 'self'/);
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
    expect(headers['x-content-type-options']).toBe('nosniff');
  }
  const page = await ask('/');
  expect(page.text).not.toMatch(/https?:\/\//);
  expect(page.text).not.toMatch(/<script(?![^>]*src=)/);
});

const pdfOf = (box: string, drawing: string) =>
  Buffer.from(`%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 ${box}]/Contents 4 0 R>>endobj
4 0 obj<</Length ${drawing.length}>>stream
${drawing}
endstream endobj
trailer<</Root 1 0 R>>
`);

test('of a PDF one page is kept as a picture, and nothing of what else it holds', async () => {
  const { ask, pair } = await openTestConsole();
  const headers = { ...(await pair()), 'content-type': 'application/pdf' };
  const upload = (body: Buffer, page = 1) =>
    ask(`/api/plan/picture?page=${page}`, { method: 'PUT', headers, body });
  expect((await upload(pdfOf('200 100', '10 10 180 80 re S'))).status).toBe(204);
  const kept = await ask('/api/plan/picture', { headers });
  expect(kept.headers['content-type']).toBe('image/png');
  expect(kept.text).not.toContain('JavaScript');
  expect((await upload(pdfOf('200 100', ''), 2)).status).toBe(422);
  expect((await upload(Buffer.from('%PDF-1.4 nothing'))).status).toBe(422);
  expect((await upload(Buffer.from('<html>'))).status).toBe(422);
  expect((await ask('/api/plan/picture', { headers })).text).toBe(kept.text);
});

test('a PDF that would draw for ever, or a page as large as a town, costs a refusal or a small picture', async () => {
  const { ask, pair } = await openTestConsole();
  const headers = { ...(await pair()), 'content-type': 'application/pdf' };
  const town = await ask('/api/plan/picture', {
    ...{ method: 'PUT', headers },
    body: pdfOf('2000000 1000000', '0 0 2000000 1000000 re f'),
  });
  expect([204, 422]).toContain(town.status);
  const endless = await ask('/api/plan/picture', {
    ...{ method: 'PUT', headers },
    body: pdfOf('9 9', `${'q '.repeat(200_000)}${'0 0 9 9 re f '.repeat(200_000)}`),
  });
  expect([204, 422]).toContain(endless.status);
  expect((await ask('/api/health')).json).toEqual({ ok: true });
});
