import { expect, test } from 'vitest';
import type { Fact } from '../../../../src/core/model/fact.ts';
import type { EpochMs, SensorId, TagId } from '../../../../src/core/model/ids.ts';
import { TagEventDetector } from '../../../../src/core/positioning/tag-event-detector.ts';
import { VirtualClock } from '../../../../src/sim/kernel/virtual-clock.ts';
import type { SimTag } from '../../../../src/sim/model/layout.ts';
import type { Person } from '../../../../src/sim/model/person.ts';
import { ProductMotion } from '../../../../src/sim/sensors/product-motion.ts';

const TAG: SimTag = {
  ...{ tag: 'cream' as TagId, everyMs: 5_000, powerAt1mDbm: -61, powerErrorDb: 0 },
  carrier: { kind: 'product', product: 'creams', at: { x: 1, y: 1 } },
};
const PERSON = { id: 1 } as Person;

/** What the gateway says of a product that people take in hand from one second to another. */
async function handle(spans: readonly (readonly [fromS: number, toS: number])[], product = 'creams') {
  const clock = new VirtualClock(0);
  const facts: Fact[] = [];
  const detector = new TagEventDetector([{ id: TAG.tag, kind: 'product' }], (fact) => facts.push(fact));
  const report = () => {
    const at = clock.trueMs() as EpochMs;
    const moving = motion.isMoving(TAG.tag);
    detector.acceptReport({ kind: 'TagReported', sensor: 'hci0' as SensorId, at, tag: TAG.tag, moving });
  };
  const motion = new ProductMotion({ tags: [TAG], clock, seed: 4, moved: report });
  for (const [fromS, toS] of spans) {
    for (const [kind, s] of [['picked-up', fromS] as const, ['put-back', toS] as const])
      clock.schedule(1000 * s, () => motion.happened({ kind, atMs: 1000 * s, person: PERSON, product }));
  }
  for (let s = 1; s < 200; s++) clock.schedule(1000 * s, () => detector.advance(clock.trueMs() as EpochMs));
  await clock.run({ untilMs: 200_000 });
  return facts.map(({ kind, at }) => [kind, Math.round(at / 1000)]);
}

test('a product in hand moves by turns, and is picked up and put back once', async () => {
  const facts = await handle([
    [10, 16],
    [60, 63],
  ]);
  expect(facts.map(([kind]) => kind)).toEqual([
    ...['ProductPickedUp', 'ProductPutBack', 'ProductPickedUp', 'ProductPutBack'],
  ]);
  expect(facts[0]).toEqual(['ProductPickedUp', 10]);
  expect(facts[2]).toEqual(['ProductPickedUp', 60]);
});

test('a product that others handle does not move', async () => {
  expect(await handle([[10, 16]], 'vitamins')).toEqual([]);
});
