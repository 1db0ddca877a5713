import { describe, expect, test } from 'vitest';
import type { Codec } from '../../../../src/core/model/codec.ts';
import * as codec from '../../../../src/core/model/codec.ts';
import type { Json } from '../../../../src/core/model/ids.ts';
import { composed, heldObject, restoreState } from '../../../../src/core/model/state-part.ts';

const { bit, boolean, byKey, entryCodec, list, maybe, number, optional, orNever, row, struct, text, tuple } =
  codec;

const PLACE = row({ x: number, y: number });
const VISIT = struct({ zone: text(), at: orNever(number), place: maybe(PLACE), since: optional(number) });

function inAndOut<T>(inner: Codec<T>, value: T): T {
  return inner.decode(JSON.parse(JSON.stringify(inner.encode(value))) as Json, 'it');
}

describe('a codec', () => {
  test('gives back what it was given', () => {
    const visit = { zone: 'till', at: Number.NEGATIVE_INFINITY, place: undefined };
    expect(inAndOut(VISIT, visit)).toEqual(visit);
    expect(inAndOut(VISIT, { ...visit, place: { x: 1, y: -2 }, since: 5 })).toMatchObject({ since: 5 });
    expect(inAndOut(tuple(bit, list(boolean)), [true, [false]])).toEqual([true, [false]]);
    const map = new Map([[3, 'a']]);
    expect(inAndOut(entryCodec(number, text()), map)).toEqual(map);
    expect(inAndOut(byKey<string, number>(number), new Map([['__proto__', 1]])).get('__proto__')).toBe(1);
  });

  test('writes a row without its names', () => {
    expect(PLACE.encode({ x: 1, y: 2 })).toEqual([1, 2]);
  });

  test.each<[string, Codec<unknown>, Json]>([
    ['it is not a number', number, '1'],
    ['it[0] is not a number', PLACE, [null, 1]],
    ['it is not a list of 2', PLACE, [1]],
    ['it.zone is not there', VISIT, { at: 1, place: null }],
    ['it.place is not a list', VISIT, { zone: 'a', at: 1, place: {} }],
    ['it is not an object', VISIT, []],
    ['it is not one of 0, 1', bit, true],
    ['it is not a list of 3', codec.numbers(3), [1, 2]],
  ])('says where it is wrong: %s', (message, inner, saved) => {
    expect(() => inner.decode(saved, 'it')).toThrow(message);
  });
});

test('a state is put back whole or not at all', () => {
  const [first, second] = [
    { x: 0, y: 0 },
    { x: 0, y: 0 },
  ];
  const state = composed({ first: heldObject(PLACE, first), second: heldObject(PLACE, second) });
  expect(restoreState(state, { first: [1, 2], second: ['x', 4] })).toBe('.second[0] is not a number');
  expect(first).toEqual({ x: 0, y: 0 });
  expect(restoreState(state, { first: [1, 2], second: [3, 4] })).toBeUndefined();
  expect([first, second]).toEqual([
    { x: 1, y: 2 },
    { x: 3, y: 4 },
  ]);
});
