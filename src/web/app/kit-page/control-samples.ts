import type { SettingsProblem } from '../../../ports/console/console-settings.ts';
import { BackLink } from '../kit/back-link.ts';
import { confirm } from '../kit/confirm.ts';
import type { FormSchema } from '../kit/form-schema.ts';
import { html } from '../kit/html.ts';
import type { Icon } from '../kit/icon.ts';
import { ICONS, icon } from '../kit/icon.ts';
import { PreviewCard } from '../kit/preview-card.ts';
import { ProblemList } from '../kit/problem-list.ts';
import { SchemaForm } from '../kit/schema-form.ts';
import type { Sample } from './sample.ts';
import { createSamples, nothing } from './sample.ts';

const button =
  (look: string, isDisabled = false) =>
  () =>
    html`<button class=${look} disabled=${isDisabled}>Set the scale</button>`;

const BUTTONS = createSamples('button', {
  ...{
    plain: button(''),
    main: button('main'),
    bad: button('bad'),
    link: button('link'),
    wide: button('wide'),
  },
  ...{ 'plain, disabled': button('', true), 'main, disabled': button('main', true) },
  tool: () => html`<button class="tool" aria-label="Undo">${icon('undo')}</button>`,
  'mode, pressed': () =>
    html`<button class="mode" aria-pressed="true">${icon('zone')}<span>Zone</span></button>`,
  segments: () =>
    html`<div class="segments" role="group" aria-label="Space"><button aria-pressed="true">Floor</button><button aria-pressed="false">Ceiling</button></div>`,
  'link that looks like one': () => html`<a class="button" href="#kit">To the sensor</a>`,
});

const FIELDS = createSamples('input', {
  text: () => html`<label>Name<input value="Left table" /></label>`,
  empty: () => html`<label>Name<input placeholder="default: front" /></label>`,
  wrong: () =>
    html`<label>Port<input value="x" aria-invalid="true" /><span class="bad">A number from 1 to 65535.</span></label>`,
  disabled: () => html`<label>Port<input value="502" disabled /></label>`,
  list: () => html`<label>Kind<select><option>Trolley</option><option>Basket</option></select></label>`,
  check: () => html`<label class="check"><input type="checkbox" checked />Camera preview</label>`,
  file: () => html`<label>Plan<input type="file" /></label>`,
});

const BOXES = createSamples('.card', {
  plain: () => html`<section class="card"><h2>Ceiling</h2><p class="quiet">Seen 2 s ago.</p></section>`,
  good: () => html`<section class="card"><p class="good">✓ All devices have a place.</p></section>`,
  warn: () => html`<section class="card"><p class="banner warn">You look through this camera.</p></section>`,
  bad: () => html`<section class="card"><p class="bad">Nothing came for 3 minutes.</p></section>`,
  chips: () =>
    html`<ul class="chips"><li><button aria-pressed="true">1 · 4 cm</button></li><li class="warn"><button>2 · 82 cm</button></li></ul>`,
  folded: () => html`<details class="fold"><summary>Advanced</summary><p>More.</p></details>`,
  open: () => html`<details class="fold" open><summary>Advanced</summary><p>More.</p></details>`,
  toast: () => html`<div class="toast still" role="status">Applied. On trial until 14:07.</div>`,
});

const SCHEMA: FormSchema = {
  type: 'object',
  title: 'Counter',
  required: ['id'],
  properties: {
    id: { type: 'string', title: 'Id', description: 'Names it in the file.' },
    port: { type: 'integer', title: 'Port', unit: 's', default: 502, minimum: 1, maximum: 65_535 },
    swap: { type: 'boolean', title: 'In and out are the wrong way round', default: false },
    side: { title: 'Side', enum: ['left', 'right'], default: 'left' },
    link: {
      title: 'Link',
      oneOf: [
        { type: 'object', title: 'Serial', properties: { port: { type: 'string', title: 'Port' } } },
        { type: 'object', title: 'Network', properties: { host: { type: 'string', title: 'Host' } } },
      ],
    },
    lines: { type: 'array', title: 'Lines', items: { type: 'string', title: 'Line' } },
    rules: {
      ...{ type: 'array', title: 'Entries' },
      items: { type: 'object', properties: { id: { type: 'string', title: 'Id' } } },
    },
  },
};
const form =
  (value: object, problems: readonly SettingsProblem[] = []) =>
  () =>
    html`<${SchemaForm} name="counter" path="counter" schema=${SCHEMA} value=${value} problems=${problems} change=${nothing} />`;

const PROBLEMS: readonly SettingsProblem[] = [
  { path: 'counter.port', text: '', code: 'least', values: { limit: 1 } },
  { path: 'counter.rules[0].id', text: '', code: 'form-id' },
];

const listed = (problems: readonly SettingsProblem[]) => () =>
  html`<${ProblemList} problems=${problems} sections=${{ counter: SCHEMA }} />`;

const PROBLEM_LISTS = createSamples('ProblemList', {
  none: listed([]),
  several: listed(PROBLEMS),
  'of no field': listed([{ path: '(file)', text: '', code: 'not-running' }]),
});

const FORMS = createSamples('SchemaForm', {
  empty: form({}),
  filled: form({
    id: 'door-1',
    port: 9,
    swap: true,
    side: 'right',
    link: { host: 'a' },
    lines: ['a'],
    rules: [{ id: 'b' }],
  }),
  'with problems': form({ id: 'door-1', port: 0, rules: [{ id: '' }] }, PROBLEMS),
});

const preview = (clearForSeconds: number | null) => () => {
  const state = { sensor: 'ceiling', by: 'me', style: 'blocks', endsInSeconds: 494, clearForSeconds };
  return html`<${PreviewCard} sensor="ceiling" aiming=${{ state, picture: undefined, set: nothing }} />`;
};

const OTHERS: readonly Sample[] = [
  ...createSamples('icon', {
    all: () =>
      (Object.keys(ICONS) as Icon[]).map((name) => html`<span class="named">${icon(name)} ${name}</span>`),
  }),
  ...createSamples('BackLink', { plain: () => html`<${BackLink} />` }),
  ...createSamples('ConfirmDialog', {
    'asked with a list': () =>
      html`<button id="ask" onClick=${() => confirm('Drop what you drew?', 'Drop 3 changes', html`<ul><li>Shoes, moved</li></ul>`)}>Ask</button>`,
  }),
  ...createSamples('PreviewCard', {
    off: () =>
      html`<${PreviewCard} sensor="ceiling" aiming=${{ state: null, picture: undefined, set: nothing }} />`,
    'on, people hidden': preview(null),
    'on, people shown': preview(42),
  }),
];

export const CONTROL_SAMPLES: readonly Sample[] = [
  ...BUTTONS,
  ...FIELDS,
  ...BOXES,
  ...FORMS,
  ...PROBLEM_LISTS,
  ...OTHERS,
];
