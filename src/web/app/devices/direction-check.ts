import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { DoorView } from '../../../ports/console/console-devices.ts';
import type { SettingsEdit } from '../../../ports/console/console-settings.ts';
import { api } from '../kit/api.ts';
import { displayName } from '../kit/display-names.ts';
import { html } from '../kit/html.ts';
import { t } from '../kit/i18n.ts';
import type { ViewProps } from '../kit/page-props.ts';

type Source = DoorView['sources'][number];

const WALKS = 3;

/** “Walk in three times”: what each sensor made of it, and what to do where it went wrong. */
export function DirectionTest(props: ViewProps & { readonly door: DoorView }): VNode {
  const { door, shop } = props;
  const [from, setFrom] = useState<DoorView>();
  if (from === undefined) {
    return html`<section class="card"><h2>${t('directionTitle')}</h2><p>${t('directionHow')}</p>
      <button class="main" onClick=${() => setFrom(door)}>${t('start')}</button></section>`;
  }
  const rows = door.sources.map((source) => {
    const before = from.sources.find(({ id }) => id === source.id);
    return { source, entered: source.in - (before?.in ?? 0), left: source.out - (before?.out ?? 0) };
  });
  return html`<section class="card" id="direction"><h2>${t('directionTitle')}</h2><p>${t('directionHow')}</p>
    <ul class="list" role="status">${rows.map(
      ({
        source,
        entered,
        left,
      }) => html`<li key=${source.id}><div class="row spread"><strong>${displayName(shop, source.id)}</strong>
      <span class="score">${t('in')} <strong>${entered}</strong>/${WALKS} · ${t('out')} <strong>${left}</strong></span></div>
      ${outcome(props, source, entered, left)}</li>`,
    )}</ul>
    <div class="row"><button onClick=${() => setFrom(door)}>${t('startAgain')}</button>
    <button onClick=${() => setFrom(undefined)}>${t('done')}</button></div></section>`;
}

function outcome(props: ViewProps, source: Source, entered: number, left: number): VNode {
  if (!source.isUp) return html`<p class="bad">${t('directionDown')}</p>`;
  if (entered === 0 && left >= WALKS) {
    return html`<p class="bad">${t('directionReversed')}</p>
      ${props.session.role === 'technician' && html`<button class="main" onClick=${() => turnRound(props, source)}>${t('turnRound')}</button>`}`;
  }
  if (entered === WALKS && left === 0) return html`<p class="good">✓ ${t('directionRight')}</p>`;
  if (entered > WALKS || (entered > 0 && left > 0)) return html`<p class="warn">${t('directionMixed')}</p>`;
  return html`<p class="quiet">${t('directionWaiting')}</p>`;
}

/** A line changes its way in; a pair of beams, which of them is the outer one; a counter, which of its numbers is which. */
async function turnRound({ announce, reload, shop }: ViewProps, { id, kind }: Source): Promise<void> {
  try {
    const { hash, tree } = await api.settings();
    const edits = kind === 'line' ? turnLine(shop, id) : turnSensor(tree, id);
    if (edits === undefined) {
      announce(t('turnByHand'));
      return;
    }
    await api.apply(hash, edits);
    await reload();
    announce(t('applied'));
  } catch (error) {
    announce(t('failed', { why: (error as Error).message }));
  }
}

function turnLine(shop: ViewProps['shop'], id: string): SettingsEdit[] | undefined {
  const line = shop.lines.find((one) => one.id === id);
  return line && [{ path: ['lines', id, 'insideSide'], value: line.in === 'left' ? 'right' : 'left' }];
}

type Entry = { readonly id: string; readonly outerGpioLine?: string; readonly innerGpioLine?: string };

function turnSensor(tree: unknown, id: string): SettingsEdit[] | undefined {
  const { sensors = [] } = tree as { readonly sensors?: readonly Entry[] };
  const { outerGpioLine, innerGpioLine } = sensors.find((one) => one.id === id) ?? {};
  if (outerGpioLine === undefined || innerGpioLine === undefined) return undefined;
  return [
    { path: ['sensors', id, 'outerGpioLine'], value: innerGpioLine },
    { path: ['sensors', id, 'innerGpioLine'], value: outerGpioLine },
  ];
}
