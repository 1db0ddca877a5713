// One strip shows the problem that needs a person, and its remedy. The shell draws it, so every page has it.
import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { CameraPreviewState } from '../../../ports/console/console.ts';
import { api } from '../kit/api.ts';
import { clockText, spanText } from '../kit/clock-text.ts';
import { displayName } from '../kit/display-names.ts';
import { html } from '../kit/html.ts';
import { t } from '../kit/i18n.ts';
import type { Icon } from '../kit/icon.ts';
import { icon } from '../kit/icon.ts';
import type { Problem } from '../kit/sensor-problems.ts';
import { findProblems } from '../kit/sensor-problems.ts';
import { useValue } from '../kit/use-value.ts';
import type { ShownStore } from '../state/app-state.ts';
import * as state from '../state/app-state.ts';
import { onSettings, reconnect } from '../state/connection.ts';
import type { PageName } from './pages.ts';

export interface Notice {
  readonly kind: 'lost' | 'warn' | 'info' | 'well';
  readonly sign: Icon;
  readonly what: string;
  readonly remedy: string;
  readonly href?: string;
  readonly act?: { readonly word: string; readonly run: () => void };
}

interface Props {
  readonly shop: ShownStore;
  readonly page: PageName;
}

export function Strip({ shop, page }: Props): VNode | null {
  const status = useValue(state.status);
  const summary = useValue(state.summary);
  const lost = useLost(shop);
  const preview = usePreviewNotice(shop);
  const trial = useTrialNotice(shop);
  const problems = status === undefined ? [] : findProblems(status, shop, summary);
  const isEmpty = shop.sensors.length === 0 && page !== 'setup';
  const notice = lost ?? preview ?? trial ?? worst(problems) ?? (isEmpty ? emptyStore() : undefined);
  const isQuiet = page !== 'live' || status === undefined || shop.sensors.length === 0;
  const shown = notice ?? (isQuiet ? undefined : allWell());
  // Draw the empty strip from the first frame, so that the page does not move when a notice arrives.
  if (shown === undefined) return page === 'live' ? html`<div class="strip well" role="status"></div>` : null;
  return drawNotice(shown);
}

export function drawNotice({ kind, sign, what, remedy, href, act }: Notice): VNode {
  const words = html`${icon(sign)}<span class="say"><strong>${what}</strong> <span class="remedy">${remedy}</span></span>`;
  const body =
    href === undefined
      ? html`<span class="body">${words}</span>`
      : html`<a class="body" href=${href}>${words}<span class="go"><span class="word">${t('whatToDo')}</span>${icon('next')}</span></a>`;
  return html`<div class="strip ${kind}" role=${kind === 'lost' ? 'alert' : 'status'}>${body}
    ${act !== undefined && html`<button class="link" onClick=${act.run}>${act.word}</button>`}</div>`;
}

function allWell(): Notice {
  return { kind: 'well', sign: 'tick', what: t('allWell'), remedy: '' };
}

function emptyStore(): Notice {
  return { kind: 'info', sign: 'setup', what: t('storeEmpty'), remedy: t('storeEmptyHow'), href: '#setup' };
}

function worst(problems: readonly Problem[]): Notice | undefined {
  const [first] = problems;
  if (first === undefined) return undefined;
  const more = problems.length > 1 ? ` ${t('andMore', { n: problems.length - 1 })}` : '';
  const href = problems.length > 1 ? '#devices' : first.href;
  return {
    ...{ kind: 'warn', sign: 'warn', what: `${first.name}: ${first.what}.${more}`, remedy: first.remedy },
    ...(href === undefined ? {} : { href }),
  };
}

/** While the connection is lost: its duration, and the age of the shown numbers. */
function useLost(shop: ShownStore): Notice | undefined {
  const { isLive, heardMs } = useValue(state.link);
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    if (isLive) return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, [isLive]);
  if (isLive) return undefined;
  const at = state.status.peek()?.at;
  const what = t('linkLost', { time: spanText(now - (heardMs ?? now)) });
  const shown = at === undefined ? '' : t('shownAt', { time: clockText(at, shop) });
  return {
    ...{ kind: 'lost', sign: 'lost', what, remedy: `${shown} ${t('goesOn')}` },
    act: { word: t('tryNow'), run: reconnect },
  };
}

const PREVIEW_MS = 5_000;

/** Informs every user on every page that a camera preview is open. */
function usePreviewNotice(shop: ShownStore): Notice | undefined {
  const [preview, setPreview] = useState<CameraPreviewState | null>(null);
  useEffect(() => {
    const load = () => {
      if (!document.hidden) void api.aiming().then(setPreview, () => undefined);
    };
    load();
    const timer = setInterval(load, PREVIEW_MS);
    return () => clearInterval(timer);
  }, []);
  if (preview === null) return undefined;
  const { sensor, clearForSeconds } = preview;
  return {
    ...{ kind: 'warn', sign: 'eye', what: t('aimingNotice', { name: displayName(shop, sensor) }) },
    remedy: t(clearForSeconds !== null ? 'aimingNoticeClear' : 'aimingHidden'),
    href: `#devices/camera/${encodeURIComponent(sensor)}`,
  };
}

const SEEN_KEY = 'lintel-trial-seen';

/** Shows an automatically reverted change until a user confirms it. */
function useTrialNotice(shop: ShownStore): Notice | undefined {
  const session = useValue(state.session);
  const last = useValue(state.lastTrial);
  const [seen, setSeen] = useState(localStorage.getItem(SEEN_KEY));
  useEffect(() => {
    if (session?.role !== 'technician') return;
    const load = () =>
      void api.trial().then(
        (trials) => {
          state.lastTrial.value = trials.last;
        },
        () => undefined,
      );
    load();
    return onSettings(load);
  }, [session?.role]);
  if (last?.because === undefined || seen === last.at) return undefined;
  const done = () => {
    localStorage.setItem(SEEN_KEY, last.at);
    setSeen(last.at);
  };
  const time = clockText(Date.parse(last.at), shop, false);
  const id = last.because.kind === 'sensor' ? last.because.sensor : last.because.count.id;
  return {
    ...{ kind: 'warn', sign: 'undo', what: t('trialTakenBack'), href: '#plan' },
    remedy: t('takenBackFor', { time, name: displayName(shop, id) }),
    act: { word: t('understood'), run: done },
  };
}
