import { openDrawing } from '../canvas/shapes.ts';
import { html } from '../kit/html.ts';
import { DraftBar } from '../plan/draft-bar.ts';
import { ClashCard } from '../plan/inspector.ts';
import { PlanHead } from '../plan/plan-head.ts';
import { HintList, ShapeList } from '../plan/shape-lists.ts';
import { drawEnded, drawRunning } from '../plan/trial-card.ts';
import type { Notice } from '../shell/notice.ts';
import { drawNotice } from '../shell/notice.ts';
import { CodeForm } from '../shell/pair-view.ts';
import type { Sample } from './sample.ts';
import { createSamples, nothing } from './sample.ts';
import { FLOOR, LINE, SHOP, WALL, ZONE } from './sample-store.ts';

const notice =
  (kind: Notice['kind'], sign: Notice['sign'], more: Partial<Notice> = {}) =>
  () =>
    drawNotice({
      kind,
      sign,
      what: 'Street camera: no picture since 13:52.',
      remedy: 'Check its plug.',
      ...more,
    });

const SHELL = [
  ...createSamples('drawNotice', {
    well: notice('well', 'tick', { what: 'All sensors online', remedy: '' }),
    'warn, with a way to help': notice('warn', 'warn', { href: '#kit' }),
    info: notice('info', 'setup', { href: '#kit' }),
    'connection lost': notice('lost', 'lost', { acts: [{ word: 'Try now', run: nothing }] }),
  }),
  ...createSamples('CodeForm', { 'nothing typed': () => html`<${CodeForm} paired=${nothing} />` }),
];

const SKETCHING = { mode: 'edit', sketch: [], undone: [], canFinish: false, finish: nothing, begin: nothing };
const moved = { ...openDrawing([ZONE]), shapes: [{ ...ZONE, name: 'Boots' }], past: [[ZONE]] };
const EDITING = { clashes: [], isBusy: false, isKept: true, tryIt: nothing, save: nothing, drop: nothing };
const bar =
  (more: object, mode = 'edit') =>
  () =>
    html`<${DraftBar} editing=${{ ...EDITING, drawing: openDrawing([ZONE]), edits: [], ...more }} sketching=${{ ...SKETCHING, mode }} />`;
const edited = { drawing: moved, edits: [{ path: ['zones'] }] };
const head = (drawing: object) => () =>
  html`<${PlanHead} spaces=${[FLOOR]} chosen="floor" choose=${nothing} editing=${{ drawing }} sketching=${SKETCHING} />`;

const HINTS = [{ shape: LINE, word: 'hintUnwalkedLine', values: { name: 'Way in' } }];
const clash = (mine: unknown, theirs: unknown) => () =>
  html`<${ClashCard} clash=${{ key: 'zone shoes', mine, theirs }} decide=${nothing} />`;

const TIME = '2026-03-06T12:00:00.000Z';
const COUNT = { kind: 'zone', id: 'shoes', what: 'entries', before: 41, now: 2 } as const;
const TRIAL = { hash: 'b', oldHash: 'a', by: 'Ada', startedAt: TIME, endsAt: TIME };

const PLAN = [
  ...createSamples('DraftBar', {
    ...{
      'no changes': bar({}),
      'changes, kept here': bar(edited),
      'not kept': bar({ ...edited, isKept: false }),
    },
    ...{ applying: bar({ ...edited, isBusy: true }), drawing: bar({}, 'zone') },
  }),
  ...createSamples('PlanHead', {
    'nothing to undo': head(openDrawing([])),
    'something to undo': head(moved),
  }),
  ...createSamples('HintList', {
    none: () => html`<${HintList} hints=${[]} choose=${nothing} />`,
    some: () => html`<${HintList} hints=${HINTS} choose=${nothing} />`,
  }),
  ...createSamples('ShapeList', {
    none: () => html`<${ShapeList} shapes=${[]} chosen="" choose=${nothing} />`,
    'one chosen': () =>
      html`<${ShapeList} shapes=${[ZONE, LINE, WALL]} chosen="zone shoes" choose=${nothing} />`,
  }),
  ...createSamples('ClashCard', {
    'both changed it': clash(ZONE, ZONE),
    'they removed it': clash(ZONE, undefined),
    'I removed it': clash(undefined, ZONE),
  }),
  ...createSamples('drawRunning', {
    'nothing counted yet': () => drawRunning({ ...TRIAL, counts: [] }, SHOP),
    counted: () => drawRunning({ ...TRIAL, counts: [COUNT] }, SHOP),
  }),
  ...createSamples('drawEnded', {
    'a count fell': () =>
      drawEnded({ at: TIME, outcome: 'taken-back', because: { kind: 'count', count: COUNT } }, SHOP),
    'a sensor was lost': () =>
      drawEnded({ at: TIME, outcome: 'taken-back', because: { kind: 'sensor', sensor: 'ceiling' } }, SHOP),
  }),
];

export const PAGE_SAMPLES: readonly Sample[] = [...SHELL, ...PLAN];
