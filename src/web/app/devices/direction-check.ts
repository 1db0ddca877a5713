import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { Json } from '../../../core/model/ids.ts';
import type { DoorView } from '../../../ports/console/console-devices.ts';
import type { SettingsEdit } from '../../../ports/console/console-settings.ts';
import { api } from '../kit/api.ts';
import { displayName } from '../kit/display-names.ts';
import { html } from '../kit/html.ts';
import { t } from '../kit/i18n.ts';
import type { ViewProps } from '../kit/page-props.ts';
import { findAt, saveSettings } from '../state/save-settings.ts';

type Source = DoorView['sources'][number];

type Props = ViewProps & {
  readonly door: DoorView;
  /** Requests the counts immediately. */
  readonly load: () => Promise<void>;
  /** Id of the only sensor to check. Absent: all sensors of the door are checked. */
  readonly only?: string;
};

/** Asks the user to walk in once. Shows each sensor's count, and offers to swap the directions if it counted “out”. */
export function DirectionTest(props: Props): VNode {
  const { door, shop, only, load } = props;
  const [from, setFrom] = useState<DoorView>();
  const [turned, setTurned] = useState<string>();
  const begin = () => {
    setTurned(undefined);
    setFrom(door);
  };
  const own = door.sources.filter(({ id }) => only === undefined || id === only);
  // Interval counters report late, so a counter that seems to be offline may still count.
  const isDead = own.length > 0 && own.every(({ isUp, kind }) => !isUp && kind !== 'intervals');
  if (from === undefined) {
    return html`<section class="card" id="direction"><h2>${t('directionTitle')}</h2><p>${t('directionHow')}</p>
      ${isDead && html`<p class="warn">${t('directionDown')}</p>`}<div class="row"><button class="main" disabled=${isDead} onClick=${begin}>${t('start')}</button></div></section>`;
  }
  const turn = async (source: Source) => {
    if (!(await turnRound(props, source))) return;
    await load();
    // The gateway restarts with the changed settings, so all counts begin at 0.
    setFrom({ ...door, sources: [] });
    setTurned(source.id);
  };
  return html`<section class="card" id="direction"><h2>${t('directionTitle')}</h2><p>${t('directionHow')}</p>
    <ul class="list" role="status">${own.map((source) => {
      const walked = countSince(from, source);
      return html`<li key=${source.id}><div class="row spread"><strong>${displayName(shop, source.id)}</strong>
      <span class="score">${t('in')} <strong>${walked.in}</strong> · ${t('out')} <strong>${walked.out}</strong></span></div>
      ${outcome(source, walked, { isTurned: turned === source.id, mayTurn: props.session.role === 'technician', turn })}</li>`;
    })}</ul>
    <div class="row"><button onClick=${begin}>${t('startAgain')}</button>
    <button onClick=${() => setFrom(undefined)}>${t('done')}</button></div></section>`;
}

interface Walked {
  readonly in: number;
  readonly out: number;
}

/** Counts passages since the check began. A lower total means that the gateway restarted and counts from 0. */
function countSince({ sources }: DoorView, source: Source): Walked {
  const before = sources.find(({ id }) => id === source.id);
  if (before === undefined || before.in > source.in || before.out > source.out) return source;
  return { in: source.in - before.in, out: source.out - before.out };
}

interface Turning {
  readonly isTurned: boolean;
  readonly mayTurn: boolean;
  readonly turn: (source: Source) => Promise<void>;
}

function outcome(source: Source, walked: Walked, { isTurned, mayTurn, turn }: Turning): VNode {
  const isLate = source.kind === 'intervals';
  if (!source.isUp && !isLate) return html`<p class="bad">${t('directionDown')}</p>`;
  if (walked.in === 1 && walked.out === 0) return html`<p class="good">✓ ${t('directionRight')}</p>`;
  if (walked.in === 0 && walked.out === 1) {
    return html`<p class="bad">${t('directionReversed')}</p>
      ${mayTurn && html`<button class="main" onClick=${() => turn(source)}>${t('turnRound')}</button>`}`;
  }
  if (walked.in + walked.out > 1) return html`<p class="warn">${t('directionMixed')}</p>`;
  return html`<p class="quiet">${isTurned && html`<strong class="good">✓ ${t('turnedRound')}</strong> `}${t(isLate ? 'directionLate' : 'directionWaiting')}</p>`;
}

/** Swaps the direction of a line or sensor in the settings. Returns whether that succeeded. */
async function turnRound({ announce, shop }: ViewProps, { id, kind }: Source): Promise<boolean> {
  try {
    const settings = await api.settings();
    const edit = kind === 'line' ? turnLine(shop, id) : turnSensor(settings.tree, id);
    await saveSettings(settings, [edit], t('turnedNote', { name: displayName(shop, id) }));
    announce(t('applied'));
    return true;
  } catch (error) {
    announce(t('failed', { why: (error as Error).message }));
    return false;
  }
}

function turnLine({ lines }: ViewProps['shop'], id: string): SettingsEdit {
  const isLeft = lines.some((line) => line.id === id && line.in === 'left');
  return { path: ['lines', id, 'insideSide'], value: isLeft ? 'right' : 'left' };
}

function turnSensor(tree: Json, id: string): SettingsEdit {
  const path = ['sensors', id, 'swapDirections'];
  return { path, value: findAt(tree, path) !== true };
}
