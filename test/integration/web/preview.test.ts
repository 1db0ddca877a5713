import { expect, test } from 'vitest';
import { openHardwareConsole } from './hardware-console.ts';
import { openTestConsole } from './web-console.ts';

test('the view needs a technician’s session, is known to everybody, and its pictures go to one session alone', async () => {
  const { ask, pair, audited } = await openHardwareConsole();
  const [viewer, mine, other] = [await pair('viewer'), await pair(), await pair()];
  expect((await ask('/api/preview', { headers: viewer })).text).toBe('null');
  const order = { method: 'POST', body: JSON.stringify({ sensor: 'cam', minutes: 3 }) };
  expect((await ask('/api/preview', { ...order, headers: viewer })).status).toBe(403);
  const opened = await ask('/api/preview', { ...order, headers: mine });
  expect(opened.json).toMatchObject({ sensor: 'cam', style: 'people-hidden', endsInSeconds: 180 });
  expect((await ask('/api/preview', { headers: viewer })).json).toMatchObject({ by: opened.json['by'] });
  for (const [headers, status] of [
    [viewer, 403],
    [other, 403],
    [{ ...mine, 'sec-fetch-site': 'cross-site' }, 403],
    [mine, 200],
  ] as const)
    expect((await ask('/api/preview/picture', { headers })).status).toBe(status);
  const picture = await ask('/api/preview/picture', { headers: mine });
  expect([picture.headers['content-type'], picture.headers['cache-control']]).toEqual([
    'image/png',
    'no-store',
  ]);
  const { 'content-type': _json, ...bare } = mine;
  expect((await ask('/api/preview', { method: 'DELETE', headers: bare })).status).toBe(204);
  expect((await ask('/api/preview/picture', { headers: mine })).status).toBe(404);
  expect(audited).toEqual(['opened by technician', 'ended by technician']);
});

test('people are shown only to who says so in so many words', async () => {
  const { ask, pair, audited } = await openHardwareConsole();
  const mine = await pair();
  const clear = (body: object) =>
    ask('/api/preview/clear', { method: 'POST', headers: mine, body: JSON.stringify(body) });
  expect((await clear({ sensor: 'cam', confirm: 'show people' })).json.error?.code).toBe('NOT_ON');
  await ask('/api/preview', { method: 'POST', headers: mine, body: JSON.stringify({ sensor: 'cam' }) });
  for (const body of [{ sensor: 'cam' }, { sensor: 'cam', confirm: true }])
    expect((await clear(body)).status).toBe(400);
  expect((await clear({ sensor: 'cam', confirm: 'show people' })).json).toMatchObject({
    style: 'clear',
    clearForSeconds: 30,
  });
  expect(audited).toEqual(['opened by technician', 'shown clear by technician']);
});

test('a view that the settings do not switch on is refused with what to do', async () => {
  const { ask, pair } = await openTestConsole();
  const headers = await pair();
  const body = JSON.stringify({ sensor: 'cam' });
  const answer = await ask('/api/preview', { method: 'POST', headers, body });
  expect(answer.status).toBe(409);
  expect(answer.text).toContain('privacy.cameraPreview');
});
