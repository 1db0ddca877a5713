import type { VNode } from 'preact';
import { useCallback, useEffect, useState } from 'preact/hooks';
import type { StoreView } from '../../../ports/console.ts';
import type { SessionView } from '../kit/api.ts';
import { api, onSessionEnd } from '../kit/api.ts';
import { html } from '../kit/html.ts';
import type { Word } from '../kit/i18n.ts';
import { t } from '../kit/i18n.ts';
import type { ViewProps } from '../kit/page-props.ts';
import { LiveView } from '../live/live-view.ts';
import { PairView } from './pair-view.ts';
import { PreviewNotice } from './preview-notice.ts';

type View = (props: ViewProps) => VNode;

const ICONS = {
  live: 'M12 12m-2 0a2 2 0 1 0 4 0a2 2 0 1 0-4 0M5 12a7 7 0 0 1 2-5M19 12a7 7 0 0 0-2-5M7 17a7 7 0 0 1-2-5M17 17a7 7 0 0 0 2-5',
  plan: 'M4 4h16v16H4zM4 12h7M14 4v9M14 17v3',
  devices: 'M3 8h11v8H3zM14 11l6-3v8l-6-3M6 20h6',
  audit: 'M5 4h14v17H5zM9 3h6v3H9zM9 13l2 2 4-5',
  today: 'M4 20V10M10 20V4M16 20v-7M22 20H2',
  settings:
    'M4 7h10M18 7h2M4 17h2M10 17h10M16 7m-2 0a2 2 0 1 0 4 0a2 2 0 1 0-4 0M8 17m-2 0a2 2 0 1 0 4 0a2 2 0 1 0-4 0',
} as const satisfies Partial<Record<Word, string>>;
type Tab = keyof typeof ICONS;
/** Settings are at the top of the page: five tabs fit a narrow phone. */
const TABS = (Object.keys(ICONS) as Tab[]).filter((tab) => tab !== 'settings');

/** Pages beyond the first are fetched when the user opens them. */
const LAZY_PAGES: Readonly<Record<Exclude<Tab, 'live'>, () => Promise<View>>> = {
  plan: async () => (await import('../plan/plan-view.ts')).PlanView,
  devices: async () => (await import('../devices/devices-view.ts')).DevicesView,
  audit: async () => (await import('../devices/audit-view.ts')).AuditView,
  today: async () => (await import('../insights/insights-view.ts')).InsightsView,
  settings: async () => (await import('../settings/settings-view.ts')).SettingsView,
};

interface Where {
  readonly tab: Tab;
  readonly route: readonly string[];
}

function currentRoute(): Where {
  const [wanted, ...route] = location.hash.slice(1).split('/').map(decodeURIComponent);
  return { tab: (Object.keys(ICONS) as Tab[]).find((tab) => tab === wanted) ?? 'live', route };
}

export function Shell(): VNode {
  const [session, setSession] = useState<SessionView | null | undefined>(undefined);
  useEffect(() => {
    onSessionEnd(() => setSession(null));
    api.session().then(setSession, () => setSession(null));
  }, []);
  if (session === undefined) return html`<p class="pair">${t('loading')}</p>`;
  if (session === null) return html`<${PairView} paired=${setSession} />`;
  return html`<${Paired} session=${session} ended=${() => setSession(null)} />`;
}

function useStoreView() {
  const [shop, setShop] = useState<StoreView>();
  const [failure, setFailure] = useState<Error>();
  const [hasPlan, setHasPlan] = useState(false);
  const reload = useCallback(async () => {
    const next = await api.shop();
    setHasPlan(next.hasPlan);
    setShop(next);
  }, []);
  useEffect(() => void reload().catch(setFailure), []);
  return { shop, hasPlan, reload, failure };
}

function useTab(): Where & { view: View | undefined; hasFailed: boolean } {
  const [where, setWhere] = useState(currentRoute());
  const [views, setViews] = useState<Partial<Record<Tab, View>>>({ live: LiveView });
  const [hasFailed, setFailed] = useState(false);
  const { tab } = where;
  useEffect(() => {
    const follow = () => {
      setWhere(currentRoute());
      scrollTo(0, 0);
    };
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);
  useEffect(() => {
    if (tab === 'live' || views[tab] !== undefined) return;
    setFailed(false);
    LAZY_PAGES[tab]().then(
      (view) => setViews((known) => ({ ...known, [tab]: view })),
      () => setFailed(true),
    );
  }, [tab]);
  return { ...where, view: views[tab], hasFailed };
}

function Paired({ session, ended }: { session: SessionView; ended: () => void }): VNode {
  const { shop, hasPlan, reload, failure } = useStoreView();
  const { tab, route, view, hasFailed } = useTab();
  const [announced, announce] = useState('');
  useEffect(() => {
    document.title = `${t(tab)} · Lintel`;
    const timer = announced === '' ? 0 : window.setTimeout(() => announce(''), 8_000);
    return () => clearTimeout(timer);
  }, [tab, announced]);
  // A message from another page does not apply to this one.
  useEffect(() => announce(''), [tab]);
  // Templates do not check types, so this checks the pages' properties.
  const props = { shop, session, hasPlan, announce, reload, sessionEnded: ended, route } satisfies Record<
    keyof ViewProps,
    unknown
  >;
  const isReady = shop !== undefined && view !== undefined;
  const waiting =
    failure === undefined && !hasFailed
      ? html`<main><p class="quiet">${t('loading')}</p></main>`
      : unreachable();
  return html`<div class="shell">
    <a class="skip" href="#content" onClick=${skip}>${t('skip')}</a>
    <header class="head"><h1>${t(tab)}</h1><span class="where">${shop?.store.name}</span>
      <a class="gear" href="#settings" aria-label=${t('settings')} aria-current=${tab === 'settings' ? 'page' : null}>${icon('settings')}</a></header>
    <nav class="tabs" aria-label="Lintel">${TABS.map((name) => tabLink(name, name === tab))}</nav>
    ${shop !== undefined && html`<${PreviewNotice} shop=${shop} />`}
    ${isReady ? html`<${view} ...${props} />` : waiting}
    <div class="toast" role="status" aria-live="polite">${announced}</div>
  </div>`;
}

function unreachable(): VNode {
  return html`<main><section class="card"><h2>${t('unreachable')}</h2><p>${t('unreachableHow')}</p>
    <button class="main" onClick=${() => location.reload()}>${t('tryAgain')}</button></section></main>`;
}

function tabLink(name: Tab, isCurrent: boolean): VNode {
  return html`<a href="#${name}" aria-current=${isCurrent ? 'page' : null}>
    ${icon(name)}${t(name)}
  </a>`;
}

function icon(name: Tab): VNode {
  return html`<svg viewBox="0 0 24 24" aria-hidden="true"><path d=${ICONS[name]} /></svg>`;
}

/** The address after # names the view, so the skip link moves the focus itself. */
function skip(event: Event): void {
  event.preventDefault();
  const content = document.querySelector('main');
  content?.setAttribute('tabindex', '-1');
  content?.focus();
}
