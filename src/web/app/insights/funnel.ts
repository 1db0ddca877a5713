import type { VNode } from 'preact';
import { hatch, nextId } from '../kit/charts/hatch.ts';
import { html } from '../kit/html.ts';
import { countText, percentText } from '../kit/number-text.ts';
import { WORTH_SAYING } from './figure-text.ts';
import type { PageContext } from './page-context.ts';
import type { PageWord } from './words.ts';
import { phrase } from './words.ts';

interface Stage {
  readonly word: PageWord;
  readonly value: number | null;
  readonly seen: number;
}

/** From the street to the till: each step with its own sensor. Only steps that the store has. */
export function Funnel({ context }: { readonly context: PageContext }): VNode | null {
  const stages = listStages(context);
  if (stages.length < 2) return null;
  const most = Math.max(1, ...stages.map(({ value }) => value ?? 0));
  const id = nextId();
  return html`<section class="card"><h2>${phrase('streetToSale')}</h2><ol class="meters funnel">${stages.map(
    (
      stage,
      i,
    ) => html`<li><span>${phrase(stage.word)}</span>${bar(stage, most, id)}<b>${stage.value === null ? '–' : countText(stage.value)}</b>
    ${ratio(stages[i - 1], stage, context)}${stage.seen < WORTH_SAYING && html`<small class="warn">${phrase('seenOnly', { n: Math.round(100 * stage.seen) })}</small>`}</li>`,
  )}</ol><p class="quiet">${phrase('funnelNote')}${context.view.figures['transactions'] === undefined && ` ${phrase('noTill')}`}</p></section>`;
}

function bar({ value, seen }: Stage, most: number, id: string): VNode {
  const width = `${(100 * (value ?? 0)) / most}%`;
  return html`<svg width="100%" height="20" aria-hidden="true">${hatch(id)}${seen < WORTH_SAYING && html`<rect width="100%" height="20" fill=${`url(#${id})`} />`}<rect class="bar" width=${width} height="20" rx="2" /></svg>`;
}

/** Only where both were seen; of the street the capture rate, which leaves out what one of them did not see. */
function ratio(before: Stage | undefined, { word, value, seen }: Stage, { view }: PageContext): VNode | null {
  if (before?.value == null || value === null || value > before.value || before.value === 0) return null;
  const isSeen = Math.min(before.seen, seen) >= WORTH_SAYING;
  const plain = isSeen ? value / before.value : null;
  const share = word === 'entries' ? (view.figures['captureRate']?.value ?? null) : plain;
  if (share === null) return null;
  return html`<small>↓ ${phrase('ofStep', { share: percentText(share), name: phrase(before.word) })}</small>`;
}

function listStages({ view: { figures } }: PageContext): Stage[] {
  const of = (keys: readonly string[]) => {
    const known = keys.map((key) => figures[key]).filter((figure) => figure !== undefined);
    const values = known.flatMap(({ value }) => value ?? []);
    const seen = known.length === 0 ? 0 : Math.min(...known.map(({ coverage }) => coverage));
    return { value: values.length === 0 ? null : values.reduce((a, b) => a + b, 0), seen };
  };
  const all = (name: string) => Object.keys(figures).filter((key) => key.startsWith(`${name}@`));
  const stages: Stage[] = [
    { word: 'camePast', ...of(['passersBy', 'entries']) },
    { word: 'entries', ...of(['entries']) },
    { word: 'zoneVisits', ...of(all('visits')) },
    { word: 'engaged', ...of(all('engaged')) },
    { word: 'queued', ...of(all('joined')) },
    { word: 'paid', ...of(['transactions']) },
  ];
  const has: Partial<Record<PageWord, boolean>> = {
    camePast: figures['passersBy'] !== undefined,
    entries: figures['entries'] !== undefined,
    zoneVisits: all('visits').length > 0,
    engaged: all('engaged').length > 0,
    queued: all('joined').length > 0,
    paid: figures['transactions'] !== undefined,
  };
  return stages.filter(({ word }) => has[word] === true);
}
