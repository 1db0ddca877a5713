import { expect, test } from 'vitest';
import { strictMessage } from '../../../src/ports/messages/messages.ts';
import type { GatewayHealth } from '../../../src/ports/uplink.ts';
import { VirtualClock } from '../../../src/sim/kernel/virtual-clock.ts';
import { keepStateCurrent } from '../../../src/uplink/keep-state-current.ts';
import { encodeState } from '../../../src/uplink/payloads.ts';
import { IDENTITY } from '../../support/uplink/samples.ts';

const MINUTE_MS = 60_000;
const WELL: GatewayHealth = { settings: '9c1e77aa', diskFree: 0.81, down: [] };

async function publishedMinutes(healthAt: (minute: number) => GatewayHealth, minutes: number) {
  const clock = new VirtualClock(0);
  const minute = () => Math.round(clock.monotonicMs() / MINUTE_MS);
  const began = minute();
  const published: number[] = [];
  const connection = new AbortController();
  const health = () => healthAt(minute() - began);
  const publish = () => published.push(minute() - began);
  const ended = keepStateCurrent({ clock, signal: connection.signal, health, publish });
  await clock.run({ untilMs: minutes * MINUTE_MS });
  connection.abort();
  await clock.run({ untilMs: (minutes + 120) * MINUTE_MS });
  await ended;
  return published;
}

test('the state comes again every hour while nothing changes, and not after the connection', async () => {
  expect(await publishedMinutes(() => WELL, 150)).toEqual([60, 120]);
});

test('a sensor that fails is told within a minute, and when it works again', async () => {
  const healthAt = (minute: number) => (minute >= 10 && minute < 30 ? { ...WELL, down: ['cam'] } : WELL);
  expect(await publishedMinutes(healthAt, 80)).toEqual([10, 30]);
});

test('the free disk alone is no news before the hour', async () => {
  const healthAt = (minute: number) => ({ ...WELL, diskFree: 0.8 - minute / 1_000 });
  expect(await publishedMinutes(healthAt, 70)).toEqual([60]);
});

test('the message is one of the contract', () => {
  const text = encodeState('online', IDENTITY, { since: '2026-05-04T06:00:02Z', waitingRows: 3, ...WELL });
  expect(strictMessage('state').safeParse(JSON.parse(text)).error).toBeUndefined();
});
