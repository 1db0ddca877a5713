import { expect, test } from 'vitest';
import type { LineShape } from '../../../../../src/web/app/canvas/shapes.ts';
import type { EditorViewProps } from '../../../../../src/web/app/plan/editor-props.ts';
import { createDoor } from '../../../../../src/web/app/plan/new-door.ts';

const STORE = {
  shop: { doors: [{ id: 'd-1', name: 'Door 1' }] },
  settings: { tree: {} },
} as unknown as EditorViewProps;

test.each([
  ['Line 1', 'Door 2'],
  ['Line up here', 'Line up here'],
  ['Linen hall', 'Linen hall'],
  ['Back door', 'Back door'],
])('a door of the line “%s” is called “%s”', (given, name) => {
  const { edits } = createDoor({ id: 'l-1', name: given } as LineShape, STORE);
  expect(edits.at(-1)?.value).toMatchObject({ name, lines: ['l-1'] });
});
