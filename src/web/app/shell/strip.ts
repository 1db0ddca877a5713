// The strip at the top of every page. It shows the most urgent problem that needs a person, and its remedy.
import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { api } from '../kit/api.ts';
import { clockText, spanText } from '../kit/clock-text.ts';
import { displayName } from '../kit/display-names.ts';
import { html } from '../kit/html.ts';
import { t } from '../kit/i18n.ts';
import type { Problem } from '../kit/sensor-problems.ts';
import { findProblems } from '../kit/sensor-problems.ts';
import { usePolled } from '../kit/use-polled.ts';
import { useValue } from '../kit/use-value.ts';
import type { ShownStore } from '../state/app-state.ts';
import * as state from '../state/app-state.ts';
import { reconnect } from '../state/connection.ts';
import type { Notice } from './notice.ts';
import { drawNotice } from './notice.ts';
import type { PageName } from './pages.ts';
import { TrialStrip, useTakenBack } from './trial-strip.ts';

interface Props {
  readonly shop: ShownStore;
  readonly page: PageName;
}

export function Strip({ shop, page }: Props): VNode | null {
  const status = useValue(state.status);
  const summary = useValue(state.summary);
  const lost = useLost(shop);
  const preview = usePreviewNotice(shop);
  const takenBack = useTakenBack(shop);
  const problems = status === undefined ? [] : findProblems(status, shop, summary);
  const isEmpty = shop.sensors.length === 0 && page !== 'setup';
  const notice = lost ?? preview ?? takenBack ?? worst(problems) ?? (isEmpty ? emptyStore() : undefined);
  const isQuiet = page !== 'live' || status === undefined || shop.sensors.length === 0;
  const shown = notice ?? (isQuiet ? undefined : allWell());
  // On Live, an empty strip is drawn from the first frame. The page then does not move when a notice arrives.
  const empty = page === 'live' ? html`<div class="strip well" role="status"></div>` : null;
  return html`${shown === undefined ? empty : drawNotice(shown)}<${TrialStrip} shop=${shop} />`;
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
    ...{
      kind: 'warn',
      sign: 'warn',
      what: `${first.name}: ${first.what}.${more}`,
      remedy: problems.length > 1 ? '' : first.remedy,
    },
    ...(href === undefined ? {} : { href }),
  };
}

/** Returns the notice while the connection is lost: for how long, and how old the shown numbers are. */
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
    acts: [{ word: t('tryNow'), run: reconnect }],
  };
}

const PREVIEW_MS = 5_000;

/** Returns a notice while a camera preview is open. Every user sees it on every page. */
function usePreviewNotice(shop: ShownStore): Notice | undefined {
  const { value: preview } = usePolled(api.aiming, PREVIEW_MS);
  if (preview == null) return undefined;
  const { sensor, clearForSeconds } = preview;
  return {
    ...{ kind: 'warn', sign: 'eye', what: t('aimingNotice', { name: displayName(shop, sensor) }) },
    remedy: t(clearForSeconds !== null ? 'aimingNoticeClear' : 'aimingHidden'),
    href: `#devices/camera/${encodeURIComponent(sensor)}`,
  };
}
