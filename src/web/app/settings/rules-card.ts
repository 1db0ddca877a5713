import type { VNode } from 'preact';
import type { RulesView, RuleView } from '../../../ports/console/console-rules.ts';
import { api } from '../kit/api.ts';
import { html } from '../kit/html.ts';
import type { Word } from '../kit/i18n.ts';
import { currentLocale, t } from '../kit/i18n.ts';
import { usePolled } from '../kit/use-polled.ts';

const REFRESH_MS = 2_000;
const STATE_WORDS = {
  on: 'ruleOn',
  off: 'ruleOff',
  pending: 'rulePending',
  clearing: 'ruleClearing',
  unknown: 'ruleUnknown',
} as const satisfies Record<RuleView['state'], Word>;

const OUTPUT_WORDS = {
  ready: 'outputReady',
  waiting: 'outputWaiting',
  off: 'outputOff',
} as const satisfies Record<RulesView['outputs'][number]['state'], Word>;

/** Lists the rules with their states and latest times, and the outputs. Hidden when there are no rules. */
export function RulesCard({ announce }: { readonly announce: (text: string) => void }): VNode | null {
  const { value: view, set: setView } = usePolled(api.rules, REFRESH_MS);
  if (view === undefined || view.rules.length === 0) return null;
  const test = async (rule: string) => {
    setView(await api.testRule(rule));
    announce(t('ruleTested'));
  };
  const end = async (rule: string) => setView(await api.endRule(rule));
  return html`<section class="card" id="rules"><h2>${t('rules')}</h2><ul class="list">${view.rules.map(
    (rule) => html`<li class="row spread" key=${rule.id}>
      <span>${rule.name}<br /><span class="quiet">${t(STATE_WORDS[rule.state])} · ${firings(rule)}</span></span>
      <span class="row"><button onClick=${() => test(rule.id)}>${t('tryRule')}</button>
      ${rule.isSticky && rule.state === 'on' ? html`<button onClick=${() => end(rule.id)}>${t('endRule')}</button>` : null}</span></li>`,
  )}</ul><ul class="list">${view.outputs.map(
    ({ id, state, detail, sent, dropped }) =>
      html`<li key=${id}><strong>${id}</strong> <span class="quiet">${t(OUTPUT_WORDS[state])} · ${t('outputTally', { sent: String(sent), dropped: String(dropped) })}<br />${detail}</span></li>`,
  )}</ul></section>`;
}

/** Returns how often a rule turned on, and when it last did. For a rule about people, the times are left out. */
function firings({ count, last }: RuleView): string {
  const times = (last ?? []).slice(0, 3).map((at) => new Date(at).toLocaleTimeString(currentLocale()));
  return [t('ruleFired', { count: String(count) }), ...times].join(' · ');
}
