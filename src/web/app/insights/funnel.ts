import type { VNode } from 'preact';
import type { ShareCounts } from '../../../core/insights/figure.ts';
import { readThing } from '../../../core/insights/figure.ts';
import type { InsightsView } from '../../../core/insights/insights-view.ts';
import { hatch, nextId } from '../kit/charts/hatch.ts';
import { html } from '../kit/html.ts';
import { countText, percentText, seenText } from '../kit/number-text.ts';
import { countsText, WORTH_SAYING } from './figure-text.ts';
import type { PageContext } from './page-context.ts';
import type { PageWord } from './words.ts';
import { phrase } from './words.ts';

interface Stage {
  readonly word: PageWord;
  readonly value: number | null;
  readonly seen: number;
}

/** Shows the funnel from street to till, with one sensor per step. A step that the store does not have is left out. */
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
    ${ratio(stages[i - 1], stage, context)}${stage.seen < WORTH_SAYING && html`<small class="warn">${phrase('seenOnly', { n: seenText(stage.seen) })}</small>`}</li>`,
  )}</ol><p class="quiet">${phrase('funnelNote')}${context.view.figures['transactions'] === undefined && ` ${phrase('noTill')}`}</p></section>`;
}

function bar({ value, seen }: Stage, most: number, id: string): VNode {
  const width = `${(100 * (value ?? 0)) / most}%`;
  return html`<svg width="100%" height="20" aria-hidden="true">${hatch(id)}${seen < WORTH_SAYING && html`<rect width="100%" height="20" fill=${`url(#${id})`} />`}<rect class="bar" width=${width} height="20" rx="2" /></svg>`;
}

function ratio(before: Stage | undefined, stage: Stage, context: PageContext): VNode | null {
  if (before === undefined) return null;
  const of = stage.word === 'entries' ? context.view.figures['captureRate']?.of : seenCounts(before, stage);
  if (of === undefined || of.whole === 0 || of.part > of.whole) return null;
  const share = phrase('ofStep', { share: percentText(of.part / of.whole), name: phrase(before.word) });
  const isAll = of.part === stage.value && of.whole === before.value;
  return html`<small>↓ ${share}${!isAll && html` <span class="quiet">${phrase('whereBothSeen', { counts: countsText(of) })}</span>`}</small>`;
}

/**
 * Returns the counts of both steps when both have enough coverage. From the street to the entrance this is not used:
 * the gateway counts the time that both sensors were online.
 */
function seenCounts(before: Stage, { value, seen }: Stage): ShareCounts | undefined {
  if (before.value === null || value === null || Math.min(before.seen, seen) < WORTH_SAYING) return undefined;
  return { part: value, whole: before.value };
}

function listStages({ view: { figures, passing }, shop }: PageContext): Stage[] {
  const isHere = (key: string) => {
    const thing = readThing(key);
    return thing === '' || (!passing.includes(thing) && shop.zones.some(({ id }) => id === thing));
  };
  const of = (keys: readonly string[]) => {
    const values = keys.flatMap((key) => figures[key]?.value ?? []);
    const seen = leastSeen(keys.filter(isHere), figures) ?? leastSeen(keys, figures) ?? 0;
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

/** Returns the lowest coverage of these metrics. Undefined when none of them has a number. */
function leastSeen(keys: readonly string[], figures: InsightsView['figures']): number | undefined {
  const seen = keys.flatMap((key) => figures[key]?.coverage ?? []);
  return seen.length === 0 ? undefined : Math.min(...seen);
}
