import { describe, expect, test } from 'vitest';
import type { Json } from '../../../../src/core/model/ids.ts';
import { restoreState } from '../../../../src/core/model/state-part.ts';
import { at, busy, QUEUE, QueueScene, TILL } from '../../../support/stores/queue-scene.ts';

describe('a queue', () => {
  test('serves a customer who walks to a free till at once', () => {
    const scene = new QueueScene();
    scene.go(1, 0.5, 5, [0, 4.5]);
    scene.go(1, 5, 5, [4.5, 10]);
    expect(scene.told).toMatchObject([{ kind: 'QueueJoined' }, { kind: 'QueueServed', waitMs: 0 }]);
  });

  test('counts a wait from taking the place behind another to standing at the till', () => {
    const scene = busy();
    scene.go(2, 0.5, 3, [10, 13]);
    scene.go(2, 3, 3, [13, 40]);
    scene.tracker.advance(at(40));
    expect(scene.tracker.length(QUEUE)).toBe(1);
    scene.go(2, 3, 5, [40, 42]);
    const served = scene.told.findLast(({ kind }) => kind === 'QueueServed');
    expect(served).toMatchObject({ person: 2, zone: QUEUE });
    const waitS = (served?.kind === 'QueueServed' ? served.waitMs : 0) / 1000;
    expect(waitS).toBeGreaterThan(27);
    expect(waitS).toBeLessThan(31);
    expect(scene.waitedMs / 1000).toBeGreaterThan(26);
  });

  test('takes walking through and a moment’s stand for nobody’s wait', () => {
    const scene = busy();
    scene.go(2, 0, 4, [10, 14]);
    scene.go(3, 1, 1, [20, 25]);
    scene.zone('ZoneLeft', QUEUE, 3, 25);
    scene.tracker.advance(at(200));
    expect(scene.told.filter((fact) => 'person' in fact && fact.person !== 1)).toEqual([]);
  });

  test('has a customer give up who waits and leaves for anywhere else', () => {
    const scene = busy();
    scene.go(2, 3, 3, [10, 50]);
    scene.tracker.advance(at(50));
    scene.zone('ZoneLeft', QUEUE, 2, 50);
    scene.tracker.advance(at(200));
    expect(scene.told.at(-1)).toMatchObject({ kind: 'QueueAbandoned', person: 2, waitMs: 40_000 });
  });

  test('does not call it giving up when a person leaves after a short while', () => {
    const scene = busy();
    scene.go(2, 3, 3, [10, 25]);
    scene.tracker.advance(at(25));
    scene.zone('ZoneLeft', QUEUE, 2, 25);
    scene.tracker.advance(at(200));
    expect(scene.told.at(-1)).toMatchObject({ kind: 'QueueLost', person: 2, waitMs: 15_000 });
  });

  test('counts a wait from the way to the place, also where the zone begins at the place', () => {
    const scene = busy();
    scene.go(2, -1.8, 0.1, [10, 15]);
    scene.go(2, 0.1, 0.1, [15, 40]);
    scene.tracker.advance(at(40));
    scene.zone('ZoneLeft', QUEUE, 2, 40);
    scene.tracker.advance(at(200));
    const left = scene.told.at(-1);
    expect(left?.kind === 'QueueAbandoned' ? left.waitMs : 0).toBeGreaterThan(26_000);
  });

  test('has no one wait whose track ended before their visit began', () => {
    const scene = busy();
    scene.go(2, 3, 3, [10, 11.8]);
    scene.go(2, 3, 3, [11.8, 12.6]);
    for (let second = 13; second < 120; second++) scene.tracker.advance(at(second));
    expect(scene.tracker.length(QUEUE)).toBe(0);
    expect(scene.waitedMs).toBeLessThan(15_000);
  });

  test('hands no wait over to a number that has left the queue', () => {
    const scene = busy();
    scene.go(2, 3, 3, [10, 50]);
    scene.tracker.advance(at(50));
    scene.zone('ZoneLeft', TILL, 1, 50);
    scene.go(1, 3, 3, [50, 53]);
    scene.zone('ZoneLeft', QUEUE, 1, 54);
    scene.zone('ZoneLeft', QUEUE, 2, 54);
    for (let second = 55; second < 300; second++) scene.tracker.advance(at(second));
    expect(scene.tracker.length(QUEUE)).toBe(0);
    expect(scene.waitedMs).toBeLessThan(60_000);
  });

  test('knows no end of a wait whose track was lost, and finds it again at the till', () => {
    const lost = busy();
    lost.go(2, 3, 3, [10, 50]);
    lost.tracker.advance(at(50));
    lost.zone('ZoneLeft', QUEUE, 2, 50, { censored: 'lost' });
    lost.tracker.advance(at(200));
    expect(lost.told.at(-1)).toMatchObject({ kind: 'QueueLost', waitMs: 40_000 });
    const found = busy();
    found.go(2, 3, 3, [10, 50]);
    found.tracker.advance(at(50));
    found.zone('ZoneLeft', QUEUE, 2, 50, { censored: 'lost' });
    found.go(9, 5, 5, [60, 63]);
    expect(found.told.at(-1)).toMatchObject({ kind: 'QueueServed', waitMs: 50_000 });
  });

  test('counts in the line a person whose track is lost until they are served', () => {
    const scene = busy();
    scene.go(2, 3, 3, [10, 50]);
    scene.tracker.advance(at(50));
    scene.zone('ZoneLeft', QUEUE, 2, 50, { censored: 'lost' });
    for (let second = 51; second < 90; second++) scene.tracker.advance(at(second));
    scene.go(9, 5, 5, [90, 93]);
    expect(scene.waitedMs).toBe(80_000);
  });

  test('counts in the line a person at a free till once another is served before them', () => {
    const scene = new QueueScene();
    scene.go(2, 3, 3, [0, 10]);
    scene.go(1, 5, 5, [1, 10]);
    for (let second = 10; second < 30; second++) scene.tracker.advance(at(second));
    scene.go(2, 3, 5, [30, 32]);
    scene.go(2, 5, 5, [32, 36]);
    expect(scene.waitedMs).toBeGreaterThan(29_000);
    expect(scene.waitedMs).toBeLessThan(33_000);
  });

  test('goes on with a wait when the tracks of two people swap where one walks out past the other', () => {
    const scene = busy();
    scene.go(2, 3, 3, [10, 50]);
    scene.tracker.advance(at(50));
    // The track of the served person stays where the other stands, and theirs walks off.
    scene.zone('ZoneLeft', TILL, 1, 49);
    scene.go(1, 3, 3, [50, 53]);
    scene.zone('ZoneLeft', QUEUE, 2, 50);
    scene.go(1, 3, 5, [53, 55]);
    scene.tracker.advance(at(200));
    expect(scene.kinds).not.toContain('QueueAbandoned');
    expect(scene.told.findLast(({ kind }) => kind === 'QueueServed')).toMatchObject({ person: 1 });
  });

  test('ends a wait when the person served walks off under its number, and theirs is back at the till', () => {
    const scene = busy();
    scene.go(2, 3, 3, [10, 50]);
    scene.tracker.advance(at(50));
    scene.zone('ZoneLeft', QUEUE, 2, 50);
    scene.go(1, 4.2, 5.2, [49, 51]);
    scene.go(1, 5.2, 5.2, [51, 60]);
    scene.tracker.advance(at(200));
    expect(scene.kinds).not.toContain('QueueAbandoned');
    expect(scene.told.at(-1)).toMatchObject({ kind: 'QueueServed', person: 2, waitMs: 41_000 });
  });

  test('has a person wait who stood at a free till when another is served before them', () => {
    const scene = new QueueScene();
    scene.go(2, 3, 3, [0, 10]);
    scene.go(1, 5, 5, [1, 10]);
    scene.go(2, 3, 5, [30, 32]);
    scene.go(2, 5, 5, [32, 36]);
    const served = scene.told.findLast(({ kind }) => kind === 'QueueServed');
    expect(served).toMatchObject({ person: 2 });
    expect(served?.kind === 'QueueServed' && served.waitMs).toBeGreaterThan(30_000);
  });

  test('has a person wait who came while another was at the till, though they left before it was clear', () => {
    const scene = busy();
    scene.go(2, 3, 3, [10, 10.4]);
    scene.zone('ZoneLeft', TILL, 1, 11);
    scene.go(2, 3, 3, [10.6, 20]);
    scene.go(2, 3, 5, [20, 22]);
    scene.go(2, 5, 5, [22, 26]);
    const served = scene.told.findLast(({ kind }) => kind === 'QueueServed');
    expect(served?.kind === 'QueueServed' && served.waitMs).toBeGreaterThan(10_000);
  });

  test('takes a person for lost, not for gone, whose wait went on under a number that is served', () => {
    const scene = busy();
    scene.go(2, 3, 3, [10, 50]);
    scene.go(3, 1, 1, [12, 50]);
    scene.tracker.advance(at(50));
    // The number of the served person stands where one of them just left, and then where the other did.
    scene.zone('ZoneLeft', TILL, 1, 49);
    scene.go(1, 3, 3, [50, 53]);
    scene.zone('ZoneLeft', QUEUE, 2, 50);
    scene.go(1, 1, 1, [54, 57]);
    scene.zone('ZoneLeft', QUEUE, 3, 54);
    scene.go(1, 1, 5, [58, 61]);
    scene.go(1, 5, 5, [61, 65]);
    scene.zone('ZoneLeft', QUEUE, 1, 60);
    scene.tracker.advance(at(300));
    expect(scene.kinds).not.toContain('QueueAbandoned');
  });

  test('lets staff wait for nothing', () => {
    const scene = busy();
    scene.go(2, 3, 3, [10, 50]);
    scene.tracker.dismiss(TILL, 2);
    scene.zone('ZoneLeft', QUEUE, 2, 50);
    scene.tracker.advance(at(200));
    expect(scene.kinds).toEqual(['QueueJoined', 'QueueServed']);
  });

  test('goes on after a restart', () => {
    const scene = busy();
    scene.go(2, 3, 3, [10, 50]);
    scene.tracker.advance(at(50));
    const next = new QueueScene();
    restoreState(next.tracker.state, JSON.parse(JSON.stringify(scene.tracker.state.save())) as Json);
    next.go(2, 5, 5, [60, 63]);
    expect(next.told).toMatchObject([{ kind: 'QueueServed', waitMs: 50_000 }]);
  });
});
