import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { PanelName } from '../../../../ports/fleet.ts';
import { html } from '../../kit/html.ts';
import type { PanelQuery } from './fleet-api.ts';
import { ApiError, fleetApi, panelPath } from './fleet-api.ts';
import { signedOut } from './fleet-state.ts';
import { timeText, w } from './numbers.ts';

/** Time between two requests. New rows reach the sums within 10 s, and the server caches answers for 30 s. */
const AGAIN_MS = 60_000;
const LATE_MS = 4_000;

export interface Panel<Row> {
  readonly rows: readonly Row[] | undefined;
  readonly atMs: number;
  /** Error text to show instead of the panel. Empty: show the panel. */
  readonly failure: string;
  readonly isLate: boolean;
  /** True when the rows are from `atMs` because newer rows cannot be loaded. */
  readonly isOld: boolean;
  readonly again: () => void;
}

interface State<Row> {
  readonly path: string;
  readonly rows?: readonly Row[];
  readonly atMs: number;
  readonly failure: string;
  readonly isLate: boolean;
  readonly isOld: boolean;
}

/** Loads the rows of a panel, and again every minute. */
export function usePanel<Row>(name: PanelName, query: PanelQuery): Panel<Row> {
  const path = panelPath(name, query);
  const [tries, setTries] = useState(0);
  const [state, setState] = useState<State<Row>>(emptyState(path));
  useEffect(() => {
    let isOver = false;
    const set = (change: Partial<State<Row>>) =>
      !isOver && setState((old) => ({ ...(old.path === path ? old : emptyState<Row>(path)), ...change }));
    const load = async () => {
      try {
        const rows = await fleetApi.panel<Row>(name, query);
        set({ rows, atMs: Date.now(), failure: '', isLate: false, isOld: false });
      } catch (error) {
        if (error instanceof ApiError && error.status === 401) signedOut();
        set({ failure: (error as Error).message || w('failed'), isOld: true });
      }
    };
    const late = setTimeout(() => set({ isLate: true }), LATE_MS);
    const timer = setInterval(() => void (!document.hidden && load()), AGAIN_MS);
    void load();
    return () => {
      isOver = true;
      clearTimeout(late);
      clearInterval(timer);
    };
  }, [path, tries]);
  const now = state.path === path ? state : emptyState<Row>(path);
  const { rows, atMs, failure, isLate, isOld } = now;
  const again = () => setTries((count) => count + 1);
  return { rows, atMs, isLate, isOld, again, failure: rows === undefined ? failure : '' };
}

function emptyState<Row>(path: string): State<Row> {
  return { path, atMs: 0, failure: '', isLate: false, isOld: false };
}

/** Draws the panel's rows. Without rows, draws a placeholder, or the error and a button to try again. */
export function showPanel<Row>(panel: Panel<Row>, draw: (rows: readonly Row[]) => unknown): VNode {
  const { rows, failure, isLate, isOld, atMs, again } = panel;
  if (failure !== '')
    return html`<div class="failed" role="alert"><p><strong>–</strong> ${failure}</p><button onClick=${again}>${w('tryAgain')}</button></div>`;
  if (rows === undefined) return html`<div class="shape" aria-busy="true">${isLate && w('loading')}</div>`;
  const old = isOld && html`<p class="quiet asof">${w('asOf', { time: timeText(atMs) })}</p>`;
  return html`${old}${rows.length === 0 ? html`<p class="quiet">${w('nothing')}</p>` : draw(rows)}`;
}
