import { describe, expect, test } from 'vitest';
import type { Censoring, Fact } from '../../../../src/core/model/fact.ts';
import type { EpochMs, Json, LineId, ZoneId } from '../../../../src/core/model/ids.ts';
import { restoreState } from '../../../../src/core/model/state-part.ts';
import type { StoreModel } from '../../../../src/core/model/store-model.ts';
import { createRandom } from '../../../../src/core/statistics/seeded-random.ts';
import { GroupDetector } from '../../../../src/core/zones/group-detector.ts';
import { JourneyTracker } from '../../../../src/core/zones/journey-tracker.ts';
import type { PersonRole } from '../../../../src/core/zones/staff-detector.ts';
import { StaffDetector } from '../../../../src/core/zones/staff-detector.ts';
import { MODEL, THRESHOLDS } from '../../../support/stores/store-model.ts';

const at = (seconds: number) => (seconds * 1000) as EpochMs;
const QUEUE = 'queue' as ZoneId;
const TILL = 'till' as ZoneId;
const BACK_ROOM = 'back-room' as ZoneId;
const GATE = 'gate' as LineId;

const zone = (id: ZoneId, more: object = {}) => ({
  id,
  space: 'floor' as const,
  polygon: [],
  growBy: 0,
  thresholds: THRESHOLDS,
  sensors: [],
  ...more,
});

const SHOP: StoreModel = {
  ...MODEL,
  zones: [zone(QUEUE, { queue: { servedIn: TILL } }), zone(TILL), zone(BACK_ROOM, { isStaffOnly: true })],
  lines: MODEL.lines.map((line) => ({ ...line, space: 'floor' as const })),
};

const enters = (where: ZoneId, second: number, person = 1): Fact => ({
  kind: 'ZoneEntered',
  at: at(second),
  zone: where,
  person,
});
const leaves = (where: ZoneId, from: number, to: number, person = 1, censored?: Censoring): Fact => ({
  kind: 'ZoneLeft',
  at: at(to),
  zone: where,
  person,
  enteredAt: at(from),
  dwellMs: (to - from) * 1000,
  ...(censored === undefined ? {} : { censored }),
});

function watch<W extends { handleFact(fact: Fact): void; advance(at: EpochMs): void }>(
  open: (emit: (fact: Fact) => void) => W,
  facts: readonly Fact[],
  until = 1_000,
) {
  const told: Fact[] = [];
  const watcher = open((fact) => told.push(fact));
  for (const fact of facts) watcher.handleFact(fact);
  watcher.advance(at(until));
  return { told, watcher };
}

describe('journeys', () => {
  const open = (emit: (fact: Fact) => void) => new JourneyTracker(SHOP, emit);

  test('begin outside, go from zone to zone, and end outside', () => {
    const { told } = watch(open, [
      enters(QUEUE, 10),
      leaves(QUEUE, 10, 40),
      enters(TILL, 45),
      leaves(TILL, 45, 90),
    ]);
    expect(told).toMatchObject([
      { from: null, to: QUEUE, at: at(10) },
      { from: QUEUE, to: TILL, at: at(45) },
      { from: TILL, to: null, at: at(90) },
    ]);
  });

  test('every journey that begins also ends: steps from outside and to outside are equally many', () => {
    const { told } = watch(
      open,
      [1, 2, 3].flatMap((person) => [
        enters(QUEUE, 10 * person, person),
        leaves(QUEUE, 10 * person, 200, person),
        enters(TILL, 205, person),
        leaves(TILL, 205, 220, person),
      ]),
    );
    const steps = told.filter((fact) => fact.kind === 'ZoneChanged');
    expect(steps.filter((step) => step.from === null)).toHaveLength(3);
    expect(steps.filter((step) => step.to === null)).toHaveLength(3);
  });
});

describe('groups', () => {
  const open = (emit: (fact: Fact) => void) => new GroupDetector(SHOP, emit);
  const crosses = (second: number, y: number, direction: 'in' | 'out' = 'in', person = 1): Fact => ({
    kind: 'LineCrossed',
    at: at(second),
    line: GATE,
    person,
    direction,
    x: 2,
    y,
  });

  test('a couple is one group, a single is one, and who comes later is another', () => {
    const { told } = watch(open, [crosses(10, 3), crosses(11, 3.8), crosses(20, 3), crosses(22.5, 3.1)]);
    expect(told).toMatchObject([{ size: 2 }, { size: 1 }, { size: 1 }]);
  });

  test('people far apart or going opposite ways are no group', () => {
    const { told } = watch(open, [crosses(10, 1), crosses(10.5, 4), crosses(10.8, 1.2, 'out')]);
    expect(told.map((fact) => (fact.kind === 'GroupCrossed' ? fact.size : 0))).toEqual([1, 1, 1]);
  });

  test('of strangers who cross one by one, those who meet by chance are counted too', () => {
    const random = createRandom(5);
    let second = 0;
    const strangers = Array.from({ length: 800 }, () => {
      second -= 15 * Math.log(1 - random());
      return crosses(second, 3);
    });
    const { told } = watch(open, strangers, 20_000);
    const groups = told.reduce((sum, fact) => sum + (fact.kind === 'GroupCrossed' ? fact.groups : 0), 0);
    expect(told.length).toBeLessThan(725);
    expect(Math.abs(groups - 800)).toBeLessThan(25);
  });

  test('couples at quiet times stay one group each', () => {
    const couples = [0, 100, 200, 300].flatMap((second) => [crosses(second, 3), crosses(second + 1, 3)]);
    expect(watch(open, couples).told).toMatchObject(Array.from({ length: 4 }, () => ({ groups: 1 })));
  });

  test('forms no groups at lines without metres', () => {
    const inPicture = { ...SHOP, lines: MODEL.lines };
    expect(watch((emit) => new GroupDetector(inPicture, emit), [crosses(10, 3)]).told).toEqual([]);
  });
});

describe('staff', () => {
  test('counts a person from the staff room as staff everywhere from then on', () => {
    const staff = new StaffDetector(SHOP);
    expect(staff.judge(enters(BACK_ROOM, 1))).toBe('staff');
    expect(staff.judge(enters(TILL, 20))).toBe('staff');
    expect(staff.judge(leaves(TILL, 20, 40))).toBe('staff');
    expect(staff.judge(enters(TILL, 20, 2))).toBe('visitor');
  });

  test('marks a visit that began as a visitor’s and turned out to be staff’s', () => {
    const staff = new StaffDetector(SHOP);
    expect(staff.judge(enters(TILL, 1))).toBe('visitor');
    expect(staff.judge(enters(BACK_ROOM, 5))).toBe('staff');
    expect(staff.judge(leaves(TILL, 1, 10))).toBe('turned-staff');
  });

  test('counts a person who stays for hours as staff', () => {
    const staff = new StaffDetector(SHOP);
    expect(staff.judge(enters(TILL, 0))).toBe('visitor');
    expect(staff.judge(leaves(TILL, 0, 8_000))).toBe('turned-staff');
    expect(staff.judge(enters(TILL, 8_010))).toBe('staff');
  });

  test('counts a person who returns to zones for hours as staff, through restarts', () => {
    let staff = new StaffDetector(SHOP);
    const told: PersonRole[] = [];
    for (let second = 0; second < 9_000; second += 600) {
      told.push(staff.judge(enters(TILL, second)));
      staff.judge(leaves(TILL, second, second + 30));
      staff.advance(at(second + 30));
      const saved = JSON.parse(JSON.stringify(staff.state.save())) as Json;
      staff = new StaffDetector(SHOP);
      restoreState(staff.state, saved);
    }
    expect(told).toEqual([...Array<PersonRole>(13).fill('visitor'), 'staff', 'staff']);
  });

  test('forgets a person of one minute soon, and staff not', () => {
    const staff = new StaffDetector(SHOP);
    for (let person = 1; person < 100; person++) {
      staff.judge(enters(TILL, 10 * person, person));
      staff.judge(leaves(TILL, 10 * person, 10 * person + 60, person));
    }
    staff.judge(enters(BACK_ROOM, 5, 100));
    staff.advance(at(3_000));
    expect(staff.state.save()).toEqual([['floor/100', at(5), 0, 1, []]]);
  });
});
