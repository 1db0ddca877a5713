import type { VNode } from 'preact';
import { html } from './html.ts';
import type { Sum } from './today-sums.ts';
import { t } from './words.ts';

/** Seen for less of the day than this, a number says so before it is opened. */
const WORTH_SAYING = 0.95;

/** A number; opened, its definition, thresholds, coverage and interval. */
export function Tile({ sum }: { readonly sum: Sum }): VNode {
  const { word, text, coverage, n, definition, interval, audit } = sum;
  const [name = '', ...thresholds] = definition.split(';');
  return html`<details class="tile"><summary><strong class=${text === undefined ? 'none' : ''}>${text ?? t(coverage > 0 ? 'tooFew' : 'unknown')}</strong><span>${t(word)}${coverage < WORTH_SAYING && html`<small class="warn">${t('seenShare', { n: Math.round(coverage * 100) })}</small>`}</span></summary>
    <dl class="facts">${interval !== undefined && fact(t('interval'), interval)}
      ${fact(t('coverageShort'), `${Math.round(coverage * 100)} %`)}${fact(t('basedOn'), t('events', { n }))}
      ${audit !== undefined && fact(t('audited'), auditText(audit))}
      ${fact(t('definition'), name)}${thresholds.map(threshold)}</dl></details>`;
}

function auditText(audit: NonNullable<Sum['audit']> | null): string {
  if (audit === null) return t('neverAudited');
  const { id, ageDays } = audit;
  return ageDays === null ? id : t('auditedAgo', { id, n: ageDays });
}

function fact(name: string, value: string): VNode {
  return html`<div><dt>${name}</dt><dd>${value}</dd></div>`;
}

/** `entryMs=500` → entry, 0.5 s. */
function threshold(text: string): VNode {
  const [key = '', value = ''] = text.split('=');
  const isTime = key.endsWith('Ms') && Number.isFinite(Number(value));
  const words = key.replace(/Ms$/, '').replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return fact(words, isTime ? `${Number(value) / 1000} s` : value);
}
