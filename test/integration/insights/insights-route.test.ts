import { expect, test } from 'vitest';
import { joinTotals, settleTotals, toTotals } from '../../../src/core/metrics/merging/window-totals.ts';
import { HISTORY_NOW_MS, HISTORY_ZONE, openHistoryConsole } from '../../support/insights/history-console.ts';
import { commitOf } from '../../support/insights/history-store.ts';
import { historyWindows } from '../../support/insights/history-windows.ts';
import { sampleWindow } from '../../support/windows.ts';
import { getOrigin } from '../web/web-console.ts';

test('a view comes small and compressed, later only what is newer, and bad questions are refused', async () => {
  const shop = await openHistoryConsole();
  const headers = await shop.pair('viewer');
  const address = '/api/insights?kind=month&date=2026-11-28&against=before';
  const response = await fetch(`${getOrigin(shop.port)}${address}`, {
    headers: { ...headers, 'accept-encoding': 'br' },
  });
  expect(response.headers.get('content-encoding')).toBe('br');
  const view = (await response.json()) as {
    knownToMs: number;
    steps: number[];
    series: Record<string, { value: number[] }>;
  };
  expect(view.steps).toHaveLength(30);
  expect((await shop.ask(`${address}&since=${view.knownToMs}`, { headers })).status).toBe(204);
  const fromMs = view.knownToMs;
  shop.writer.commit(
    commitOf(historyWindows({ fromMs, toMs: fromMs + 900_000, timeZone: HISTORY_ZONE }), HISTORY_NOW_MS),
  );
  const newer = (await shop.ask(`${address}&since=${fromMs}`, { headers })).json as unknown as typeof view & {
    firstStep: number;
  };
  expect(newer.firstStep).toBe(27);
  expect(newer.series['entries']?.value).toHaveLength(3);
  expect(newer.knownToMs).toBe(fromMs + 900_000);
  for (const bad of [
    'kind=year&date=2026-11-28',
    'kind=day&date=2026-02-30',
    'kind=day&date=2026-11-28&since=-1',
  ])
    expect((await shop.ask(`/api/insights?${bad}`, { headers })).status).toBe(400);
  expect((await shop.ask('/api/insights?kind=day&date=2026-11-28')).status).toBe(401);
});

test('an outage of the street camera or of the door changes no share of people', () => {
  const both = (entries: number, passersBy: number | null, sales: number) => {
    const window = sampleWindow(0, { doors: { front: [entries, 0] } });
    const shopfront = { coverage: passersBy === null ? 0 : 1, n: passersBy, definition: 'shopfront/1' };
    const derived = { captureRate: null, captureLow: null, captureHigh: null };
    return {
      ...window,
      store: { ...window.store, transactions: sales },
      shopfront: { ...shopfront, passersBy, ...derived },
    };
  };
  const blind = sampleWindow(0, { doors: { front: null } });
  const day = [both(10, 90, 2), both(50, null, 10), { ...blind, store: { ...blind.store, transactions: 7 } }];
  const settled = settleTotals(joinTotals(day.map((window) => toTotals(window))));
  expect(settled.shopfront?.captureRate).toBe(0.1);
  expect(settled.store.conversion).toBe(0.2);
  expect(settled.store.transactions).toBe(19);
});
