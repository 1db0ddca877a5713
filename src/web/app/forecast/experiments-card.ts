import type { VNode } from 'preact';
import type { StoreView } from '../../../ports/console/console.ts';
import type { ExperimentResultView, ExperimentView } from '../../../ports/console/console-experiments.ts';
import { api } from '../kit/api.ts';
import { displayName } from '../kit/display-names.ts';
import { html } from '../kit/html.ts';
import { currentLocale } from '../kit/i18n.ts';
import { usePolled } from '../kit/use-polled.ts';
import type { ForecastWord } from './words.ts';
import { t, wordFor } from './words.ts';

const REFRESH_MS = 60_000;

/**
 * Shows for each experiment the present variant, the smallest effect that it can detect, and the result. Hidden without
 * experiments.
 */
export function ExperimentsCard({ shop }: { readonly shop: StoreView }): VNode | null {
  const { value: experiments = [] } = usePolled(api.experiments, REFRESH_MS);
  if (experiments.length === 0) return null;
  return html`<section class="card" id="experiments"><h2>${t('experiments')}</h2>${experiments.map(
    (each) => html`<${Experiment} key=${each.id} experiment=${each} shop=${shop} />`,
  )}</section>`;
}

function Experiment({
  experiment,
  shop,
}: {
  readonly experiment: ExperimentView;
  readonly shop: StoreView;
}): VNode {
  const { name, variants, measure, zone, from, until, now, promise, result, complete, pairs } = experiment;
  const place = zone === null ? '' : ` · ${displayName(shop, zone)}`;
  return html`<h3>${name}</h3><p class="quiet">${wordFor(`measure ${measure}`) ?? measure}${place} · ${from} – ${until}</p>
    <p>${now === null ? t('noVariantNow') : html`<strong>${t('variantNow', { name: variants[now] })}</strong>`}</p>
    <${Today} experiment=${experiment} zone=${shop.store.timezone} />
    <p>${promise === null ? t('promiseLater') : promiseText(promise)}</p>
    ${result !== null && html`<${Result} result=${result} variants=${variants} />`}
    <p class="quiet">${t('pairsDone', { n: complete, of: pairs })}</p>`;
}

function Today({
  experiment,
  zone,
}: {
  readonly experiment: ExperimentView;
  readonly zone: string;
}): VNode | null {
  if (experiment.today.length === 0) return null;
  const clock = new Intl.DateTimeFormat(currentLocale(), { timeStyle: 'short', timeZone: zone });
  return html`<ul class="list">${experiment.today.map(
    ({ from, to, variant }) =>
      html`<li key=${from} class="row spread"><span>${clock.format(from)}–${clock.format(to)}</span><span>${experiment.variants[variant]}</span></li>`,
  )}</ul>`;
}

function promiseText({ powerAtTenPercent, visibleUplift }: NonNullable<ExperimentView['promise']>): string {
  const power = Math.round(100 * powerAtTenPercent);
  return visibleUplift === null
    ? t('promiseNothing', { power })
    : t('promise', { uplift: Math.ceil(100 * visibleUplift), power });
}

const VERDICTS = {
  a: 'verdictBetter',
  b: 'verdictBetter',
  'no-difference': 'verdictNone',
  running: 'verdictRunning',
  refused: 'verdictRefused',
} as const satisfies Record<ExperimentResultView['verdict'], ForecastWord>;

function Result({
  result,
  variants,
}: {
  readonly result: ExperimentResultView;
  readonly variants: ExperimentView['variants'];
}): VNode {
  const { verdict, reasons, uplift, pValue, mayStop } = result;
  const percent = (share: number) => `${share > 0 ? '+' : ''}${(100 * share).toFixed(1)} %`;
  const name = verdict === 'a' || verdict === 'b' ? variants[verdict] : '';
  return html`<p><strong>${t(VERDICTS[verdict], { name })}</strong></p>
    ${reasons.map((reason) => html`<p class="warn" key=${reason}>${wordFor(`refused ${reason}`) ?? reason}</p>`)}
    ${verdict !== 'refused' && html`<p>${t('upliftIs', { name: variants.b, uplift: percent(uplift.estimate), low: percent(uplift.low), high: uplift.high === null ? '∞' : percent(uplift.high), p: pValue.toFixed(3) })}</p>`}
    ${mayStop && html`<p class="good">${t('mayStop')}</p>`}`;
}
