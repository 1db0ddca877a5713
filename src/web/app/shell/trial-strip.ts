// While a change is on trial, every page shows it with buttons to keep it or to take it back.
import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { TrialView } from '../../../ports/settings-trial.ts';
import { clockText } from '../kit/clock-text.ts';
import { displayName } from '../kit/display-names.ts';
import { t } from '../kit/i18n.ts';
import { usePolled } from '../kit/use-polled.ts';
import { useValue } from '../kit/use-value.ts';
import type { ShownStore } from '../state/app-state.ts';
import { session } from '../state/app-state.ts';
import { onSettings } from '../state/connection.ts';
import { keepChange, loadTrials, takeBackChange, trials } from '../state/trials.ts';
import type { Notice } from './notice.ts';
import { drawNotice } from './notice.ts';

const REFRESH_MS = 10_000;

/** Null when there is no trial to show, and for users who may not decide on it. */
export function TrialStrip({ shop }: { readonly shop: ShownStore }): VNode | null {
  const isTechnician = useValue(session)?.role === 'technician';
  const { load } = usePolled(loadTrials, REFRESH_MS, isTechnician);
  useEffect(() => (isTechnician ? onSettings(() => void load()) : undefined), [isTechnician]);
  const running = useValue(trials)?.running;
  const change = useChange(isTechnician ? running : undefined);
  const isEnded = useEnded(running?.hash);
  const isKept = useValue(trials)?.last?.outcome === 'kept';
  if (!isTechnician) return null;
  if (running == null) return isEnded && isKept ? drawKept(change) : null;
  const time = clockText(Date.parse(running.endsAt), shop, false);
  const what = t('trialUntil', { time });
  return drawNotice({
    ...{ kind: 'info', sign: 'undo', what, remedy: change },
    acts: [
      { word: t('keep'), run: () => void keepChange() },
      { word: t('takeBackChange'), run: () => void takeBackChange(running) },
    ],
  });
}

/** Returns what is or was last on trial, in words; of several changes, the first and how many more. */
function useChange(running: TrialView | null | undefined): string {
  const [text, setText] = useState('');
  useEffect(() => {
    if (running == null) return;
    setText('');
    import('../state/list-changes.ts')
      .then(({ listChanges }) => listChanges(running))
      .then(([first = '', ...more]) => {
        setText(more.length === 0 ? first : `${first}. ${t('andMore', { n: more.length })}`);
      })
      .catch(() => undefined);
  }, [running?.hash]);
  return text;
}

function drawKept(change: string): VNode {
  return drawNotice({ kind: 'info', sign: 'tick', what: t('trialKept'), remedy: change });
}

/** Returns true from the end of a trial until the next tap or key. Until then, nothing moves under the finger. */
function useEnded(hash: string | undefined): boolean {
  const [isEnded, setEnded] = useState(false);
  useEffect(() => (hash === undefined ? undefined : () => setEnded(true)), [hash]);
  useEffect(() => {
    if (!isEnded) return undefined;
    const over = new AbortController();
    for (const event of ['click', 'keyup'])
      addEventListener(event, () => setTimeout(() => setEnded(false)), { signal: over.signal });
    return () => over.abort();
  }, [isEnded]);
  return isEnded;
}

const SEEN_KEY = 'lintel-trial-seen';

/** Returns a notice on a change that the gateway reverted, until a user has confirmed it. */
export function useTakenBack(shop: ShownStore): Notice | undefined {
  const last = useValue(trials)?.last;
  const [seen, setSeen] = useState(localStorage.getItem(SEEN_KEY));
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
    acts: [{ word: t('understood'), run: done }],
  };
}
