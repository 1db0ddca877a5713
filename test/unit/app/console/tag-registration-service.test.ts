import { beforeEach, expect, test, vi } from 'vitest';
import { TagRegistrationService } from '../../../../src/app/console/tag-registration-service.ts';
import type {
  NearbyScanRequest,
  NearbyScanResult,
  NearReceivers,
} from '../../../../src/ports/tag-registration.ts';

const FOUND: NearbyScanResult = {
  radios: [{ rssiDbm: -41, what: 'new' }],
  found: { digest: 'ab'.repeat(16), by: 'address', rssiDbm: -41 },
};
const NOTHING: NearbyScanResult = { radios: [], found: null };

/** Receivers that say what they are told to say. */
class Receivers implements NearReceivers {
  count = 2;
  order: NearbyScanRequest | undefined;
  take: (sensor: string, near: NearbyScanResult) => void = () => undefined;

  listenNear(order: NearbyScanRequest, take: (sensor: string, near: NearbyScanResult) => void): number {
    this.order = order;
    this.take = take;
    return this.count;
  }

  stopNear(): void {
    this.order = undefined;
  }
}

let nowMs = 0;
let audited: string[] = [];
let receivers = new Receivers();
let desk: TagRegistrationService;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  [nowMs, audited, receivers] = [0, [], new Receivers()];
  desk = new TagRegistrationService({
    receivers: () => receivers,
    keyHex: () => 'cd'.repeat(32),
    audit: (what, by) => audited.push(`${what} ${by}`),
    nowMs: () => nowMs,
  });
  return () => vi.useRealTimers();
});

function pass(seconds: number): void {
  nowMs += 1000 * seconds;
  vi.advanceTimersByTime(1000 * seconds);
}

test('shows what every receiver hears, and stops listening as soon as one has found the tag', () => {
  desk.begin('technician-a');
  receivers.take('till', NOTHING);
  receivers.take('door', { radios: [{ rssiDbm: -55, what: 'new' }], found: null });
  expect(desk.state()).toMatchObject({
    endsInSeconds: 90,
    receivers: [{ receiver: 'till', radios: [] }, { receiver: 'door' }],
    found: null,
  });
  receivers.take('door', FOUND);
  expect(desk.state()?.found).toEqual({ ...FOUND.found, receiver: 'door' });
  expect(receivers.order).toBeUndefined();
  receivers.take('till', { ...FOUND, found: { digest: 'ef'.repeat(16), by: 'beacon', rssiDbm: -30 } });
  expect(desk.state()?.found?.receiver).toBe('door');
  expect(audited).toEqual(['began technician-a', 'found technician-a']);
});

test('forgets after 90 s without a tag, and when no name was given', () => {
  desk.begin('a');
  pass(91);
  expect(desk.state()).toBeNull();
  expect(receivers.order).toBeUndefined();
  desk.begin('a');
  receivers.take('till', FOUND);
  pass(120);
  expect(desk.state()?.found).not.toBeNull();
  pass(200);
  expect(desk.state()).toBeNull();
});

test('does not take a late result for the next user’s search', () => {
  desk.begin('a');
  const late = receivers.take;
  desk.begin('b');
  late('till', FOUND);
  expect(desk.state()?.found).toBeNull();
});

test('says so when no receiver runs', () => {
  receivers.count = 0;
  expect(desk.begin('a')).toBe('no-receiver');
  expect(desk.state()).toBeNull();
  expect(audited).toEqual([]);
});
