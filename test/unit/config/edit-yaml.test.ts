import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { createStoreView } from '../../../src/app/console/store-view.ts';
import { settingsSchema } from '../../../src/app/settings/settings-schema.ts';
import { editYaml } from '../../../src/config/edit-yaml.ts';
import { parseSettings } from '../../../src/config/parse-settings.ts';
import type { Drawing, Pair, Shape } from '../../../src/web/app/canvas/shapes.ts';
import {
  changed,
  keyOf,
  openDrawing,
  redone,
  replaced,
  undone,
  withPoints,
} from '../../../src/web/app/canvas/shapes.ts';
import { toEdits, toShapes } from '../../../src/web/app/plan/shape-edits.ts';
import { Random } from '../../support/seeded-random.ts';

const TEXT = `# The corner shop, set up in May
version: 2
tenant: acme # ours
gateway: gw-1
store: { id: corner } # high street
floor:
  widthMetres: 12 # by laser
  heightMetres: 8
  walls: # as built
    - [[0, 0], [12, 0], [12, 8]]
    - [[0, 0], [0, 8]]
sensors:
  # by the door
  - id: cam
    type: camera
    source: { rtsp: "rtsp://cam/1" } # static address
    widthPx: 640
    heightPx: 480
    position: { x: 1.5, y: 0.2 } # on a bracket
  - { id: ear, type: ble-receiver, position: { x: 6, y: 4, heightMetres: 2.4 } } # behind the clock
zones:
  # where the shoes are
  - id: shoes # do not rename
    space: cam
    polygon: [[10, 10], [200, 10], [200, 200], [10, 200]] # measured twice
    visitSeconds: 7 # agreed with the store
  - id: till
    space: cam
    polygon:
      - [300, 300] # near the mat
      - [400, 300]
      - [400, 400]
lines:
  - { id: door, space: cam, from: [10, 400], to: [600, 400], insideSide: right } # the only way in
doors:
  - { id: front, lines: [door], position: [6, 7.9] } # glass
# the end
`;
const COMMENTS = [...TEXT.matchAll(/#.*$/gm)].map(([comment]) => comment);

describe('an edit of the settings file', () => {
  test('that changes nothing gives the same bytes', () => {
    expect(editYaml(TEXT, [{ path: ['zones', 'shoes', 'visitSeconds'], value: 7 }])).toBe(TEXT);
    expect(editYaml(TEXT, [])).toBe(TEXT);
  });

  test('changes what it names and keeps every comment', () => {
    const text = editYaml(TEXT, [
      {
        path: ['zones', 'shoes', 'polygon'],
        value: [
          [11, 12],
          [200, 10],
          [200, 200],
        ],
      },
      { path: ['zones', 'till', 'polygon', 0, 1], value: 290 },
      { path: ['store', 'name'], value: 'Corner' },
    ]);
    for (const comment of COMMENTS) expect(text).toContain(comment);
    const untouched = TEXT.split('\n').filter((line) => !/polygon|300, 300|store:/.test(line));
    for (const line of untouched) expect(text.split('\n')).toContain(line);
    expect(parse(text)).toMatchObject({
      store: { id: 'corner', name: 'Corner' },
      zones: [
        {
          polygon: [
            [11, 12],
            [200, 10],
            [200, 200],
          ],
        },
        {
          polygon: [
            [300, 290],
            [400, 300],
            [400, 400],
          ],
        },
      ],
    });
  });

  test('finds entries of a list by id, adds new ones and takes old ones out', () => {
    const zone = {
      id: 'hats',
      space: 'cam',
      polygon: [
        [1, 1],
        [5, 1],
        [5, 5],
      ],
    };
    const added = editYaml(TEXT, [{ path: ['zones', 'hats'], value: zone }]);
    expect(added).toContain('polygon: [[1, 1], [5, 1], [5, 5]]');
    const text = editYaml(added, [{ path: ['zones', 'till'] }]);
    expect((parse(text) as { zones: { id: string }[] }).zones.map(({ id }) => id)).toEqual(['shoes', 'hats']);
  });

  test('makes a section that the file left to its defaults', () => {
    expect(parse(editYaml(TEXT, [{ path: ['windows', 'seconds'], value: 300 }]))).toHaveProperty(
      'windows.seconds',
      300,
    );
  });

  test('that leads nowhere is refused', () => {
    expect(() => editYaml(TEXT, [{ path: ['zones', 'hats', 'polygon'], value: [] }])).toThrow('zones.hats');
    expect(() => editYaml(TEXT, [{ path: ['version', 'x'], value: 1 }])).not.toThrow(TypeError);
  });
});

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
}, 180_000);

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
