// Two technicians draw at once on one settings file, at random. What must hold is worked out beside the product's own
// merge, by the shapes of the file alone.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SettingsService } from '../../../src/app/console/settings-service.ts';
import { settingsSchema } from '../../../src/app/settings/settings-schema.ts';
import { parseSettings } from '../../../src/config/parse-settings.ts';
import type { Clash } from '../../../src/web/app/canvas/merge-shapes.ts';
import { decideClash } from '../../../src/web/app/canvas/merge-shapes.ts';
import type { Pair, Shape } from '../../../src/web/app/canvas/shapes.ts';
import {
  changed,
  keyOf,
  openDrawing,
  randomId,
  redone,
  replaced,
  undone,
  withPoints,
} from '../../../src/web/app/canvas/shapes.ts';
import { moveWithin } from '../../../src/web/app/canvas/snap.ts';
import type { DraftState, SettingsFile } from '../../../src/web/app/plan/apply-drawing.ts';
import { applyDrawing } from '../../../src/web/app/plan/apply-drawing.ts';
import { copyShape } from '../../../src/web/app/plan/copy-shape.ts';
import { toShapes } from '../../../src/web/app/plan/shape-edits.ts';
import { Random } from '../seeded-random.ts';

const TEXT = `# The corner shop
version: 2
tenant: acme   # ours
gateway: gw-1
store: { id: corner }
floor: { widthMetres: 12, heightMetres: 8, walls: [[[0, 0], [12, 0]]] }
sensors:
  - { id: cam, type: camera, source: { device: /dev/video0 }, widthPx: 640, heightPx: 480 } # by the door
zones:
  # where the shoes are
  - id: shoes
    space: cam
    polygon: [[100, 100], [200, 100], [200, 200], [100, 200]]
  - { id: till, space: cam, polygon: [[300, 300], [400, 300], [400, 400], [300, 400]], isQueue: true }
lines:
  - { id: front, space: cam, from: [20, 100], to: [20, 300], insideSide: right }
`;
/** Comments that belong to nothing a technician removes here. */
const COMMENTS = ['# The corner shop', '# ours', '# by the door'];
const FRAME = { width: 640, height: 480, step: 1, reach: 0 };

export interface Outcome {
  readonly applied: number;
  readonly clashes: number;
}

type Shapes = ReadonlyMap<string, string>;

/** One sequence. Throws an Error that says what was lost. */
export async function drawTogether(directory: string, seed: number, steps: number): Promise<Outcome> {
  const random = new Random(seed);
  const file = await openFile(directory);
  const clients = [await openClient(file), await openClient(file)];
  let [applied, clashes] = [0, 0];
  for (let i = 0; i < steps; i++) {
    const client = clients[random.int(0, 1)] ?? clients[0];
    if (client === undefined) continue;
    if (random.chance(0.3)) {
      const found = await applyChecked(client, file, random);
      applied += 1;
      clashes += found;
    } else edit(client, random);
  }
  for (const client of clients) clashes += await applyChecked(client, file, random);
  const text = file.text();
  for (const comment of COMMENTS) ensure(text.includes(comment), `${comment} is gone`);
  return { applied: applied + 2, clashes };
}

interface File extends SettingsFile {
  text(): string;
}

async function openFile(directory: string): Promise<File> {
  mkdirSync(directory, { recursive: true });
  const path = join(directory, 'store.yaml');
  writeFileSync(path, TEXT);
  const schema = await settingsSchema();
  const service = new SettingsService({
    ...{ path, schema, historyDirectory: join(directory, 'history') },
    ...{ now: () => 0, reload: () => Promise.resolve() },
  });
  return {
    text: () => readFileSync(path, 'utf8'),
    read: () => Promise.resolve(service.read()),
    spaces: [],
    shapes: ({ tree }) => toShapes(tree, []),
    apply: async (hash, edits) => {
      const result = await service.apply(hash, edits, 'ann', '');
      if (result.outcome === 'conflict') return undefined;
      ensure(result.outcome === 'applied', () => `refused: ${JSON.stringify(result)}`);
      ensure(parseSettings(readFileSync(path, 'utf8'), schema).settings !== undefined, 'the file is damaged');
      return service.read();
    },
  };
}

interface Client {
  draft: DraftState;
}

async function openClient(file: File): Promise<Client> {
  const settings = await file.read();
  return { draft: { settings, drawing: openDrawing(file.shapes(settings)), clashes: [] } };
}

/** One random edit, or one taken back: undo and redo must be exact. */
function edit(client: Client, random: Random): void {
  const { drawing } = client.draft;
  if (drawing.past.length > 0 && random.chance(0.1)) {
    const back = undone(drawing);
    ensure(textOf(redone(back).shapes) === textOf(drawing.shapes), 'redo is not exact');
    client.draft = { ...client.draft, drawing: back };
    return;
  }
  const next = edited(client, random);
  ensure(textOf(undone(next).shapes) === textOf(drawing.shapes), 'undo is not exact');
  ensure(textOf(redone(undone(next)).shapes) === textOf(next.shapes), 'redo is not exact');
  client.draft = { ...client.draft, drawing: next };
}

function edited({ draft: { drawing } }: Client, random: Random): DraftState['drawing'] {
  const shape = drawing.shapes[random.int(0, drawing.shapes.length - 1)];
  const kind = random.next();
  if (kind < 0.25 || shape === undefined)
    return changed(drawing, [...drawing.shapes, newZone(drawing.shapes, random)]);
  if (kind < 0.45 && drawing.shapes.length > 2)
    return changed(
      drawing,
      drawing.shapes.filter((other) => other !== shape),
    );
  if (kind < 0.6 && shape.kind === 'zone')
    return replaced(drawing, { ...shape, name: `Zone ${random.int(0, 999)} <b>ü` });
  if (shape.kind === 'wall')
    return replaced(
      drawing,
      withPoints(
        shape,
        shape.points.map(([x, y]): Pair => [x, Math.min(8, y + 0.5)]),
      ),
    );
  return replaced(
    drawing,
    withPoints(shape, moveWithin(shape.points, [random.int(-30, 30), random.int(-30, 30)], FRAME)),
  );
}

function newZone(shapes: readonly Shape[], random: Random): Shape {
  const [x, y] = [random.int(0, 500), random.int(0, 350)];
  const points: Pair[] = [
    [x, y],
    [x + 100, y],
    [x + 100, y + 90],
    [x, y + 90],
  ];
  const id = randomId(
    'zone',
    shapes.map((shape) => shape.id),
  );
  return { kind: 'zone', id, name: `New ${id}`, space: 'cam', points };
}

/** Applies, and checks the file against both sides' changes. Clashes are decided at random. */
async function applyChecked(client: Client, file: File, random: Random): Promise<number> {
  let found = 0;
  for (;;) {
    const { drawing } = client.draft;
    const [base, mine, theirs] = [drawing.base, drawing.shapes, file.shapes(await file.read())].map(
      toMap,
    ) as [Shapes, Shapes, Shapes];
    const { draft, isApplied } = await applyDrawing(client.draft, file);
    const after = toMap(file.shapes(await file.read()));
    if (isApplied) {
      checkMerged({ base, mine, theirs, after });
      client.draft = draft;
      return found;
    }
    ensure(draft.clashes.length > 0, 'nothing was applied, and nothing clashes');
    ensure(textOfMap(after) === textOfMap(theirs), 'a clash changed the file');
    found += draft.clashes.length;
    checkClashes(draft.clashes, { base, mine, theirs, after });
    client.draft = decideAll(draft, random);
  }
}

interface Versions {
  readonly base: Shapes;
  readonly mine: Shapes;
  readonly theirs: Shapes;
  readonly after: Shapes;
}

/** Every change of either side is in the file, and nothing else is. */
function checkMerged({ base, mine, theirs, after }: Versions): void {
  for (const key of new Set([...base.keys(), ...mine.keys(), ...theirs.keys(), ...after.keys()])) {
    // A wall has no id in the file: it is known by its points.
    if (key.startsWith('wall')) continue;
    const wanted = mine.get(key) === base.get(key) ? theirs.get(key) : mine.get(key);
    ensure(after.get(key) === wanted, () => `${key} is ${after.get(key)}, and should be ${wanted}`);
  }
  const count = (shapes: Shapes) => [...shapes.keys()].filter((key) => key.startsWith('wall')).length;
  ensure(count(after) >= Math.min(count(mine), count(theirs)), 'a wall is lost');
}

/** Both versions of every shape that both changed are offered. */
function checkClashes(clashes: readonly Clash[], { base, mine, theirs }: Versions): void {
  for (const key of new Set([...base.keys(), ...mine.keys(), ...theirs.keys()])) {
    const [was, here, there] = [base.get(key), mine.get(key), theirs.get(key)];
    if (here === was || there === was || here === there) continue;
    const clash = clashes.find((one) => one.key === key);
    ensure(clash !== undefined, `${key} was changed by both, and nobody is asked`);
    const offered = [clash?.mine, clash?.theirs].map((shape) => shape && contentOf(shape));
    ensure(offered[0] === here && offered[1] === there, `${key} is not offered as both drew it`);
  }
}

function decideAll(draft: DraftState, random: Random): DraftState {
  const shapes = draft.clashes.reduce<readonly Shape[]>((list, clash) => {
    const choice = (['mine', 'theirs', 'both'] as const)[random.int(0, 2)] ?? 'mine';
    const decided = decideClash(list, clash, choice, (shape) => copyShape(shape, list));
    const isBoth = choice === 'both' && clash.mine?.kind === 'zone' && clash.theirs !== undefined;
    ensure(!isBoth || decided.length === list.length + 1, 'keeping both keeps one');
    return decided;
  }, draft.drawing.shapes);
  return { ...draft, drawing: changed(draft.drawing, shapes), clashes: [] };
}

function toMap(shapes: readonly Shape[]): Shapes {
  return new Map(shapes.map((shape) => [keyOf(shape), contentOf(shape)]));
}

function contentOf(shape: Shape): string {
  const { kind, name, space, points } = shape;
  return JSON.stringify([kind, name, space, points, 'in' in shape && shape.in]);
}

function textOf(shapes: readonly Shape[]): string {
  return JSON.stringify(shapes);
}

function textOfMap(shapes: Shapes): string {
  return JSON.stringify([...shapes].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function ensure(isTrue: boolean, why: string | (() => string)): void {
  if (!isTrue) throw new Error(typeof why === 'string' ? why : why());
}
