import { expect, test } from 'vitest';
import { mergeShapes } from '../../../../../src/web/app/canvas/merge-shapes.ts';
import type { Shape } from '../../../../../src/web/app/canvas/shapes.ts';
import { changed, openDrawing, undone } from '../../../../../src/web/app/canvas/shapes.ts';

const zone = (id: string, x: number): Shape => ({
  ...{ kind: 'zone', id, name: id, space: 'floor' },
  points: [
    [x, 0],
    [x + 1, 0],
    [x + 1, 1],
  ],
});
const [SHOES, HATS] = [zone('shoes', 0), zone('hats', 5)];
/** The shoes were moved by 2 m. */
const MOVED = changed(openDrawing([SHOES, HATS]), [zone('shoes', 2), HATS]);

test('undo reaches over one’s own drawing that was applied', () => {
  const { drawing } = mergeShapes(MOVED, [HATS, zone('shoes', 2)]);
  expect(drawing.base).toEqual([HATS, zone('shoes', 2)]);
  expect(undone(drawing).shapes).toEqual([SHOES, HATS]);
});

test('undo never takes back what another technician drew', () => {
  const theirs = [SHOES, HATS, zone('coats', 9)];
  const { drawing } = mergeShapes(MOVED, theirs);
  expect(drawing.shapes).toHaveLength(3);
  expect(undone(drawing).shapes).toEqual(theirs);
});
