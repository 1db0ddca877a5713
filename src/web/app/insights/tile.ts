import type { VNode } from 'preact';
import { html } from '../kit/html.ts';
import type { Word } from '../kit/i18n.ts';
import { t, wordFor } from '../kit/i18n.ts';
import type { DayTotal } from './day-totals.ts';

/** Below this coverage of the day, a tile shows the coverage before it is opened. */
const WORTH_SAYING = 0.95;

/** A number; opened, its definition, thresholds, coverage and interval. */
export function Tile({ sum }: { readonly sum: DayTotal }): VNode {
  const { word, text, coverage, n, definition, interval, audit } = sum;
  const [name = '', ...thresholds] = definition.split(/[; ]/);
  const meaning = wordFor(`is ${name.split('/')[0]}`);
  return html`<details class="tile"><summary><strong class=${text === undefined ? 'none' : ''}>${text ?? t(coverage > 0 ? 'tooFew' : 'unknown')}</strong><span>${t(word)}${coverage < WORTH_SAYING && html`<small class="warn">${t('seenShare', { n: Math.round(coverage * 100) })}</small>`}</span></summary>
    ${meaning !== undefined && html`<p class="quiet">${meaning}</p>`}
    <dl class="facts">${interval !== undefined && fact(t('interval'), interval)}
      ${fact(t('coverageShort'), `${Math.round(coverage * 100)} %`)}${fact(t('basedOn'), t('events', { n }))}
      ${audit !== undefined && fact(t('audited'), auditText(audit))}
      ${fact(t('definition'), name)}${thresholds.map(threshold)}</dl></details>`;
}

function auditText(audit: NonNullable<DayTotal['audit']> | null): string {
  if (audit === null) return t('neverAudited');
  const { id, ageDays } = audit;
  return ageDays === null ? id : t('auditedAgo', { id, n: ageDays });
}

function fact(name: string, value: string): VNode {
  return html`<div><dt>${name}</dt><dd>${value}</dd></div>`;
}

/** Names of the thresholds in the definitions; in milliseconds unless a unit is given. */
const THRESHOLDS: Readonly<Record<string, { readonly word: Word; readonly unit?: string }>> = {
  entry: { word: 'by_entry' },
  exit: { word: 'by_exit' },
  visit: { word: 'by_visit' },
  engaged: { word: 'by_engaged' },
  return: { word: 'by_return' },
  bounce: { word: 'by_bounce' },
  buckets: { word: 'by_buckets', unit: '' },
  grow: { word: 'by_grow', unit: '' },
};

/** `entry=500` → Inside for at least, 0.5 s. */
function threshold(text: string): VNode {
  const [key = '', value = ''] = text.split('=');
  const known = THRESHOLDS[key];
  if (known === undefined) return fact(key, value);
  return fact(t(known.word), known.unit === undefined ? `${Number(value) / 1000} s` : value);
}
