import { describe, expect, test } from 'vitest';
import type { Fact } from '../../../../src/core/model/fact.ts';
import type { EpochMs, SensorId, TagId } from '../../../../src/core/model/ids.ts';
import { restoreState } from '../../../../src/core/model/state-part.ts';
import { TagEventDetector } from '../../../../src/core/positioning/tag-event-detector.ts';

const BUTTON = 'button-1' as TagId;
const START_MS = Date.UTC(2026, 0, 5, 9);

class Buttons {
  readonly facts: Fact[] = [];
  detector = this.#create();

  #create(): TagEventDetector {
    return new TagEventDetector([{ id: BUTTON, kind: 'button' }], (fact) => this.facts.push(fact));
  }

  restart(): void {
    const saved = this.detector.state.save();
    this.detector = this.#create();
    restoreState(this.detector.state, saved);
  }

  /** A press of button 1, heard after so many seconds. Returns how many presses there are. */
  press(afterS: number, of: { readonly packet?: number; readonly counter?: number } = {}): number {
    const at = (START_MS + 1000 * afterS) as EpochMs;
    const sensor = 'r0' as SensorId;
    this.detector.acceptReport({ kind: 'TagReported', sensor, at, tag: BUTTON, button: 1, ...of });
    return this.facts.length;
  }
}

const sealed = (counter: number) => ({ packet: counter, counter });

describe('presses that several receivers hear', () => {
  test('are one for seconds, in any order, and packets that follow are others', () => {
    const buttons = new Buttons();
    expect(buttons.press(0, { packet: 7 })).toBe(1);
    expect(buttons.press(3, { packet: 8 })).toBe(2);
    expect(buttons.press(3.5, { packet: 7 })).toBe(2);
    expect(buttons.press(4, { packet: 8 })).toBe(2);
    expect(buttons.press(5, { packet: 9 })).toBe(3);
  });

  test('have a number again after 256 others', () => {
    const buttons = new Buttons();
    for (let packet = 0; packet < 600; packet++) buttons.press(packet, { packet: packet % 256 });
    expect(buttons.facts).toHaveLength(600);
  });

  test('are told apart by time where they are not counted', () => {
    const buttons = new Buttons();
    expect([0, 1, 2, 6].map((afterS) => buttons.press(afterS))).toEqual([1, 1, 1, 2]);
  });
});

describe('encrypted presses', () => {
  test('that were recorded count for nothing, also after a restart', () => {
    const buttons = new Buttons();
    expect(buttons.press(0, sealed(500))).toBe(1);
    expect(buttons.press(20, sealed(501))).toBe(2);
    buttons.restart();
    expect(buttons.press(3600, sealed(500))).toBe(2);
    expect(buttons.press(3601, sealed(501))).toBe(2);
    expect(buttons.press(3602, sealed(502))).toBe(3);
  });

  test('begin anew with a new battery, or at the end of the numbers, once a day', () => {
    const buttons = new Buttons();
    buttons.press(0, sealed(2 ** 32 - 1));
    expect(buttons.press(10, sealed(0))).toBe(2);
    expect(buttons.press(20, sealed(400))).toBe(3);
    expect(buttons.press(30, sealed(1))).toBe(3);
    expect(buttons.press(90_000, sealed(2))).toBe(4);
  });

  test('of a moment ago are no new battery', () => {
    const buttons = new Buttons();
    buttons.press(0, sealed(6));
    expect(buttons.press(1, sealed(5))).toBe(1);
    expect(buttons.press(2, sealed(7))).toBe(2);
  });
});
