import { describe, expect, test } from 'vitest';
import type { DoorId, SensorId } from '../../../../src/core/model/ids.ts';
import type { GpioEdge } from '../../../../src/ports/links.ts';
import { createRandom } from '../../../../src/sim/kernel/random.ts';
import { VirtualClock } from '../../../../src/sim/kernel/virtual-clock.ts';
import type { Door, SimBeams } from '../../../../src/sim/model/layout.ts';
import type { Person } from '../../../../src/sim/model/person.ts';
import { createCameraView, floorAt, project } from '../../../../src/sim/physics/camera-view.ts';
import { OFFICE, RadioPath, ShadowField } from '../../../../src/sim/physics/radio-model.ts';
import { SightLines } from '../../../../src/sim/physics/sight-lines.ts';
import { BeamSensor } from '../../../../src/sim/sensors/beam-sensor.ts';
import { GpioBus } from '../../../../src/sim/sensors/gpio-bus.ts';
import { openShippedStore } from '../../../support/stores/shipped-store.ts';

const { layout } = (await openShippedStore()).shop;

const DOOR: Door = {
  id: 'front' as DoorId,
  from: { x: 0, y: 0 },
  to: { x: 2, y: 0 },
  inside: { x: 0, y: -1 },
  street: { from: { x: -5, y: 2 }, to: { x: 5, y: 2 }, widthM: 2 },
};
const BEAMS: SimBeams = {
  sensor: 'beams' as SensorId,
  door: DOOR.id,
  chip: 'chip',
  lineA: 'A',
  lineB: 'B',
  insideAM: -0.05,
  insideBM: 0.05,
  blockedLevel: 'low',
  bounceShare: 0,
};

function walker(id: number, x: number): Person {
  return {
    id,
    kind: 'visitor',
    group: id,
    isBadged: false,
    heightM: 1.7,
    radiusM: 0.23,
    desiredMps: 1,
    x,
    y: 1,
    fromX: x,
    fromY: 1,
    vx: 0,
    vy: 0,
    headingRad: 0,
    goal: undefined,
    stuckSinceMs: 0,
    nearestM: 0,
  };
}

/** People who walk in at 1 m/s, each so many milliseconds after the first. */
async function walkIn(
  delaysMs: readonly number[],
  options: { bounceShare?: number; debounceMs?: number } = {},
): Promise<GpioEdge[]> {
  const clock = new VirtualClock(0);
  const gpio = new GpioBus(clock);
  const beams = { ...BEAMS, bounceShare: options.bounceShare ?? 0 };
  const sensor = new BeamSensor(beams, DOOR, { gpio, clock, random: createRandom(1, 'beams') });
  const edges: GpioEdge[] = [];
  const listen = async () => {
    const gpioOptions = { chip: 'chip', lines: ['A', 'B'], debounceMs: options.debounceMs ?? 0 };
    for await (const edge of gpio.edges(gpioOptions, new AbortController().signal)) edges.push(edge);
  };
  void listen();
  const people = new Map(delaysMs.map((_, i) => [i, walker(i, 0.6 + 0.7 * i)]));
  const walk = (atMs: number) => {
    for (const [i, person] of people) {
      person.fromY = person.y;
      if (atMs >= (delaysMs[i] ?? 0)) person.y -= 0.1;
    }
    sensor.moved(people, atMs, atMs + 100);
  };
  for (let atMs = 0; atMs < 4000; atMs += 100) clock.schedule(atMs, () => walk(atMs));
  await clock.run({ untilMs: 5000 });
  return edges;
}

const told = (edges: readonly GpioEdge[]) => edges.map(({ line, rising }) => `${line}${rising ? '+' : '-'}`);

describe('simulated beams', () => {
  test('are broken in walking order, for as long as a body is thick', async () => {
    const edges = await walkIn([0]);
    expect(told(edges)).toEqual(['A-', 'B-', 'A+', 'B+']);
    const [first, , third] = edges;
    expect((third?.monotonicMs ?? 0) - (first?.monotonicMs ?? 0)).toBeCloseTo(299, 0);
  });

  test('are broken once by two who walk side by side, twice by two who follow each other', async () => {
    expect(told(await walkIn([0, 0]))).toEqual(['A-', 'B-', 'A+', 'B+']);
    expect(told(await walkIn([0, 1000]))).toHaveLength(8);
  });

  test('bounce, and debouncing tells only where they came to rest', async () => {
    expect((await walkIn([0], { bounceShare: 1 })).length).toBeGreaterThan(8);
    expect(told(await walkIn([0], { bounceShare: 1, debounceMs: 10 }))).toEqual(['A-', 'B-', 'A+', 'B+']);
  });
});

describe('a simulated camera', () => {
  test('shows a place on the floor at a pixel, and the pixel shows the place', () => {
    const [camera] = layout.cameras;
    if (camera === undefined) throw new Error('the demonstration shop has a camera');
    const view = createCameraView(camera);
    const pixel = { x: 0, y: 0 };
    for (const [x, y] of [
      [3, 3],
      [9.5, 2],
      [6, 7.5],
    ] as const) {
      expect(project(view, x, y, 0, pixel)).toBe(true);
      const floor = floorAt(view, pixel);
      expect(floor?.x).toBeCloseTo(x, 6);
      expect(floor?.y).toBeCloseTo(y, 6);
    }
  });

  test('looking straight down from the middle has north up and east on the right', () => {
    const pose = { x: 5, y: 5, heightM: 3, panDeg: -90, tiltDeg: 90, horizontalFovDeg: 90 };
    const view = createCameraView({ pose, widthPx: 600, heightPx: 600 });
    const pixel = { x: 0, y: 0 };
    project(view, 6, 5, 0, pixel);
    expect(pixel).toEqual({ x: expect.closeTo(400), y: expect.closeTo(300) });
    project(view, 5, 4, 0, pixel);
    expect(pixel).toEqual({ x: expect.closeTo(300), y: expect.closeTo(200) });
  });

  test('does not see legs behind a table, nor anybody behind a wall', () => {
    const shelf = (heightM: number) => ({
      ...layout,
      shelves: [
        {
          heightM,
          polygon: [
            { x: 4, y: -1 },
            { x: 5, y: -1 },
            { x: 5, y: 1 },
            { x: 4, y: 1 },
          ],
        },
      ],
    });
    const pose = { x: 0, y: 0.1, heightM: 3, panDeg: 0, tiltDeg: 45, horizontalFovDeg: 90 };
    // The table's far edge is at 5/6 of the way: 3 − 2.1 / (5 / 6) of the place's height is hidden.
    expect(new SightLines(shelf(0.9), pose).hiddenBelowM(6.1, 0.1)).toBeCloseTo(0.45, 1);
    expect(new SightLines(shelf(4), pose).hiddenBelowM(6.1, 0.1)).toBe(Number.POSITIVE_INFINITY);
    expect(new SightLines(shelf(0.9), pose).hiddenBelowM(3, 0.1)).toBe(0);
  });
});

describe('the simulated radio', () => {
  const path = new RadioPath(
    { sensor: 'r' as SensorId, adapter: 'r', x: 0, y: 0, z: 1, gainDb: 0 },
    { ...OFFICE, shadowDb: 0, rippleDb: 0 },
    1,
  );
  const emitter = { x: 2, y: 0, z: 1, powerAt1mDbm: -60, headingRad: undefined };

  test('loses ten exponents a decade of distance', () => {
    const near = path.meanDbm({ ...emitter, x: 1 });
    const far = path.meanDbm({ ...emitter, x: 10 });
    expect(near).toBeCloseTo(-60);
    expect(near - far).toBeCloseTo(10 * OFFICE.pathLossExponent);
  });

  test('is weaker through the wearer’s body', () => {
    const facing = path.meanDbm({ ...emitter, headingRad: Math.PI });
    const turned = path.meanDbm({ ...emitter, headingRad: 0 });
    expect(facing - turned).toBeCloseTo(OFFICE.bodyLossDb);
  });

  test('loses about the share of packets it should', () => {
    const heard = Array.from({ length: 4000 }, () => path.receive(emitter)).filter(
      (level) => level !== undefined,
    );
    expect(heard.length / 4000).toBeCloseTo(1 - OFFICE.lostShare, 1);
    expect(heard.every(Number.isInteger)).toBe(true);
  });

  test('has shadows of the deviation and correlation asked for', () => {
    const [deviation, length] = [4, 2];
    let square = 0;
    let product = 0;
    for (let i = 0; i < 400; i++) {
      const field = new ShadowField(length, deviation, createRandom(i, 'field'));
      square += field.at(1, 1) ** 2;
      product += field.at(1, 1) * field.at(3, 1);
    }
    expect(Math.sqrt(square / 400)).toBeCloseTo(deviation, 0);
    expect(product / square).toBeCloseTo(Math.exp(-1), 0.5);
  });
});
