import { useEffect, useState } from 'preact/hooks';
import type { Period } from './period.ts';
import { SPANS, toPeriod, VERSUS } from './period.ts';

export const PAGES = ['stores', 'store', 'compare', 'quality', 'alerts', 'account'] as const;
export type PageName = (typeof PAGES)[number];

export interface Route {
  readonly page: PageName;
  readonly tenant: string | undefined;
  readonly store: string | undefined;
  readonly span: Period['span'];
  readonly day: string | undefined;
  readonly versus: Period['versus'];
}

/** Parses the address of a view: `#store/acme/high-street-12/day/2026-11-28/weekday`. */
function readRoute(hash: string): Route {
  const [page, tenant, store, span, day, versus] = hash.replace(/^#/, '').split('/').map(decodeText);
  return {
    page: PAGES.find((name) => name === page) ?? 'stores',
    tenant: tenant || undefined,
    store: store && store !== '-' ? store : undefined,
    span: SPANS.find((name) => name === span) ?? 'day',
    day: /^\d{4}-\d\d-\d\d$/.test(day ?? '') && !Number.isNaN(Date.parse(day ?? '')) ? day : undefined,
    versus: VERSUS.find((name) => name === versus) ?? 'weekday',
  };
}

export function routeTo(page: PageName, tenant: string, store = '-', period?: Period): string {
  const rest = period === undefined ? [] : [period.span, period.first, period.versus];
  return `#${[page, tenant, store, ...rest].map(encodeURIComponent).join('/')}`;
}

export function periodIn({ span, day, versus }: Route, yesterday: string): Period {
  return toPeriod(span, day ?? yesterday, versus);
}

/** Decodes a part of an address, which may be malformed because a person typed it. */
function decodeText(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return '';
  }
}

export function useRoute(): Route {
  const [route, setRoute] = useState(readRoute(location.hash));
  useEffect(() => {
    const follow = () => setRoute(readRoute(location.hash));
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);
  return route;
}
