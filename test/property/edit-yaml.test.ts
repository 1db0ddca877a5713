import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { createStoreView } from '../../src/app/console/store-view.ts';
import { settingsSchema } from '../../src/app/settings/settings-schema.ts';
import { editYaml } from '../../src/config/edit-yaml.ts';
import { parseSettings } from '../../src/config/parse-settings.ts';
import type { Drawing, Pair, Shape } from '../../src/web/app/canvas/shapes.ts';
import {
  changed,
  keyOf,
  openDrawing,
  redone,
  replaced,
  undone,
  withPoints,
} from '../../src/web/app/canvas/shapes.ts';
import { toEdits, toShapes } from '../../src/web/app/plan/shape-edits.ts';
import { COMMENTS, COMMENTED_SETTINGS as TEXT } from '../support/console/commented-settings.ts';
import { Random } from '../support/seeded-random.ts';

/** Random but sensible: what a technician could do by hand. */
function randomStep(drawing: Drawing, random: () => number): Drawing {
  const dice = Math.floor(random() * 7);
  const shape = drawing.shapes[Math.floor(random() * drawing.shapes.length)];
  const place = (width: number, height: number): Pair => [
    Math.round(random() * width),
    Math.round(random() * height),
  ];
  if (dice === 0) return undone(drawing);
  if (dice === 1) return redone(drawing);
  if (dice === 2 || shape === undefined)
    return changed(drawing, [...drawing.shapes, triangle(drawing, place(600, 440))]);
  if (dice === 3) return changed(drawing, [...drawing.shapes, wall(drawing, place(11, 7))]);
  // A line that a door needs is not taken away: the file would say so.
  if (dice === 4 && shape.kind !== 'line')
    return changed(
      drawing,
      drawing.shapes.filter((other) => other !== shape),
    );
  if (dice === 5 && (shape.kind === 'zone' || shape.kind === 'line'))
    return replaced(drawing, { ...shape, name: `Name “${Math.floor(random() * 1e6)}”: # & <b>` });
  const step = shape.space === 'floor' ? 0.1 : 1;
  return replaced(drawing, movedBy(shape, step * Math.round(random() * 6), step * Math.round(random() * 6)));
}

function triangle(drawing: Drawing, [left, top]: Pair): Shape {
  const id = `z${drawing.past.length}-${drawing.shapes.length}-${left}-${top}`;
  return {
    kind: 'zone',
    id,
    name: id,
    space: 'cam',
    points: [
      [left, top],
      [left + 20, top],
      [left, top + 20],
    ],
  };
}

function wall(drawing: Drawing, [x, y]: Pair): Shape {
  const points: Pair[] = [
    [x, y],
    [x + 1, y],
  ];
  const id = `w${drawing.past.length}-${drawing.shapes.length}-${x}-${y}`;
  return { kind: 'wall', id, name: '', space: 'floor', points };
}

function movedBy(shape: Shape, dx: number, dy: number): Shape {
  const [width, height] = shape.space === 'floor' ? [12, 8] : [640, 480];
  const tidy = (value: number, most: number) => Math.min(most, Math.round(value * 10) / 10);
  return withPoints(
    shape,
    shape.points.map(([x, y]): Pair => [tidy(x + dx, width), tidy(y + dy, height)]),
  );
}

/** Walls have no names in the file, so they are known by where they are. */
function listed(shapes: readonly Shape[]): string[] {
  return shapes
    .map((shape) => (shape.kind === 'wall' ? JSON.stringify(shape.points) : keyOf(shape)))
    .toSorted();
}

test('after 1,000 random sequences of edits the file is valid, comments of what is left stay, and undo gives the same bytes', async () => {
  const schema = await settingsSchema();
  const tree = parse(TEXT);
  const { settings } = parseSettings(TEXT, schema);
  const sensors = settings === undefined ? [] : createStoreView(settings).sensors;
  const dice = new Random(7);
  const random = () => dice.next();
  for (let run = 0; run < 1_000; run++) {
    let drawing = openDrawing(toShapes(tree, sensors));
    const steps = 1 + Math.floor(random() * 12);
    for (let step = 0; step < steps; step++) drawing = randomStep(drawing, random);
    const text = editYaml(TEXT, toEdits(drawing, tree));
    expect(parseSettings(text, schema).problems).toEqual([]);
    expect(listed(toShapes(parse(text), sensors))).toEqual(listed(drawing.shapes));
    expect(commentsMissing(text, drawing)).toEqual([]);
    while (drawing.past.length > 0) drawing = undone(drawing);
    expect(editYaml(TEXT, toEdits(drawing, tree))).toBe(TEXT);
  }
});

/** A removed entry takes its own comments along; all others must be there. */
function commentsMissing(text: string, drawing: Drawing): string[] {
  const has = (id: string) => drawing.shapes.some((shape) => shape.id === id);
  const own: Readonly<Record<string, string[]>> = {
    shoes: ['# where the shoes are', '# do not rename', '# measured twice', '# agreed with the store'],
    till: ['# near the mat'],
    cam: ['# on a bracket'],
    ear: [],
    front: [],
    '[[0,0],[12,0],[12,8]]': ['# as built'],
  };
  const gone = Object.entries(own).flatMap(([id, comments]) => (has(id) ? [] : comments));
  return COMMENTS.filter((comment) => !gone.includes(comment) && !text.includes(comment));
}
