import { useEffect, useState } from 'preact/hooks';
import type { InsightsView, Series } from '../../../core/insights/insights-view.ts';
import type { NewerInsights } from '../../../ports/console/console-insights.ts';
import { api } from '../kit/api.ts';
import type { Place } from './address.ts';

/** Time between two requests. Windows close once a minute. */
const REFRESH_MS = 60_000;
/** Time before the page shows a waiting text. Most pages load faster. */
const SLOW_MS = 4_000;

export interface Loaded {
  readonly view: InsightsView | undefined;
  /** Why the last attempt to load failed. The view that was loaded before stays on screen. */
  readonly failure: string | undefined;
  readonly isSlow: boolean;
  readonly again: () => void;
}

/** Loads a view. While its period is not over, it loads the steps that are new every minute. */
export function useInsights({ kind, date, against }: Place, nowMs: () => number): Loaded {
  const [view, setView] = useState<InsightsView>();
  const [failure, setFailure] = useState<string>();
  const [isSlow, setSlow] = useState(false);
  const [tries, setTries] = useState(0);
  useEffect(() => {
    let [current, isGone]: [InsightsView | undefined, boolean] = [undefined, false];
    const show = (next: InsightsView | undefined) => {
      if (isGone) return;
      setSlow(false);
      setFailure(undefined);
      current = next ?? current;
      setView(current);
    };
    const fail = (error: Error) => !isGone && setFailure(error.message);
    const load = () => {
      if (current === undefined || current.knownToMs === null)
        api.insights(kind, date, against).then(show, fail);
      else if (current.endMs > nowMs() - 2 * REFRESH_MS)
        api
          .newerInsights(kind, date, against, current.knownToMs)
          .then((more) => show(more && withNewer(current, more)), fail);
    };
    setView(undefined);
    const slow = setTimeout(() => setSlow(true), SLOW_MS);
    const timer = setInterval(load, REFRESH_MS);
    load();
    return () => {
      isGone = true;
      clearTimeout(slow);
      clearInterval(timer);
    };
  }, [kind, date, against, tries]);
  return { view, failure, isSlow, again: () => setTries(tries + 1) };
}

/** Returns the view with the new steps in place of its last steps. */
function withNewer(old: InsightsView | undefined, more: NewerInsights): InsightsView {
  if (old === undefined) return more;
  const { firstStep, ...rest } = more;
  const head = old.steps.length > 0 ? firstStep : 0;
  const series = Object.entries(more.series).map(([key, newer]) => [
    key,
    joinSeries(old.series[key], newer, head, more.steps.length),
  ]);
  return { ...rest, series: Object.fromEntries(series), usualEntries: old.usualEntries, hours: old.hours };
}

function joinSeries(old: Series | undefined, newer: Series, head: number, length: number): Series {
  const column = <T>(field: 'value' | 'low' | 'high' | 'seen', none: T): T[] => {
    const before = (old?.[field] ?? new Array<T>(head).fill(none)) as readonly T[];
    const after = (newer[field] ?? new Array<T>(length - head).fill(none)) as readonly T[];
    return [...before.slice(0, head), ...after];
  };
  const nothing: number | null = null;
  return {
    value: column('value', nothing),
    low: column('low', nothing),
    high: column('high', nothing),
    seen: column('seen', 1),
  };
}
