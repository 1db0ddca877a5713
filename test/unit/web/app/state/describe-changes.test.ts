import { expect, test } from 'vitest';
import { overlapsIn } from '../../../../../src/web/app/state/ask-back.ts';
import { describeChanges } from '../../../../../src/web/app/state/describe-changes.ts';

const shoes = (more: object) => ({ zones: [{ id: 'shoes', ...more }] });

test('a zone that lies elsewhere was moved: no keys of the file', () => {
  const [before, after] = [shoes({ polygon: [[1, 1]] }), shoes({ space: 'floor', polygon: [[1, 2]] })];
  expect(describeChanges(before, after)).toEqual(['Zone shoes: moved']);
});

test('on the way back, what goes is removed, what went comes back, and what was moved goes to where it was', () => {
  const [now, then] = [
    { zones: [{ id: 'shoes', polygon: [[1, 2]] }, { id: 'hats' }] },
    { zones: [{ id: 'shoes', polygon: [[1, 1]] }, { id: 'coats' }] },
  ];
  expect(describeChanges(now, then, true)).toEqual([
    'Zone shoes: back to where it was then',
    'Zone hats, removed',
    'Zone coats, comes back',
  ]);
});

test('a name that says what it is of is not told twice', () => {
  expect(describeChanges({ zones: [] }, { zones: [{ id: 'z-1', name: 'Zone 1' }] })).toEqual(['Zone 1, new']);
});

test('a switch reads on or off, and a value that goes is said to be not set', () => {
  const changes = describeChanges({ privacy: { cameraPreview: true } }, { privacy: {} });
  expect(changes).toEqual(['Privacy: Camera preview on → not set']);
  expect(
    describeChanges({ privacy: { cameraPreview: false } }, { privacy: { cameraPreview: true } }),
  ).toEqual(['Privacy: Camera preview off → on']);
});

test('zones of a version that overlap are told before it comes back; a shelf within its department is not', () => {
  const box = (id: string, x: number, w: number, more: object = {}) => ({
    ...{
      id,
      polygon: [
        [x, 0],
        [x + w, 0],
        [x + w, 4],
        [x, 4],
      ],
      ...more,
    },
  });
  expect(overlapsIn({ zones: [box('till', 0, 4), box('table', 3, 4, { name: 'Table' })] })).toEqual([
    'till and Table overlap: a person there counts in both.',
  ]);
  expect(
    overlapsIn({ zones: [box('till', 0, 4), box('shelf', 1, 1), box('street', 3, 4, { space: 'cam' })] }),
  ).toEqual([]);
  expect(overlapsIn({})).toEqual([]);
});
