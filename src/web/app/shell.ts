import type { VNode } from 'preact';
import { useCallback, useEffect, useState } from 'preact/hooks';
import type { ShopView } from '../../ports/console.ts';
import type { SessionView } from './api.ts';
import { api, onSessionEnd } from './api.ts';
import { html } from './html.ts';
import { LiveView } from './live-view.ts';
import { PairView } from './pair-view.ts';
import type { Word } from './words.ts';
import { t } from './words.ts';

export interface ViewProps {
  readonly shop: ShopView;
  readonly session: SessionView;
  readonly hasPlan: boolean;
  /** Says something to whoever looks or listens. */
  readonly say: (text: string) => void;
  /** The shop's settings or plan changed here. */
  readonly reload: () => Promise<void>;
  readonly sessionEnded: () => void;
}

type View = (props: ViewProps) => VNode;

const ICONS = {
  live: 'M12 12m-2 0a2 2 0 1 0 4 0a2 2 0 1 0-4 0M5 12a7 7 0 0 1 2-5M19 12a7 7 0 0 0-2-5M7 17a7 7 0 0 1-2-5M17 17a7 7 0 0 0 2-5',
  zones: 'M4 6l7-2 9 5-3 10-10 1z',
  audit: 'M5 4h14v17H5zM9 3h6v3H9zM9 13l2 2 4-5',
  today: 'M4 20V10M10 20V4M16 20v-7M22 20H2',
  settings:
    'M4 7h10M18 7h2M4 17h2M10 17h10M16 7m-2 0a2 2 0 1 0 4 0a2 2 0 1 0-4 0M8 17m-2 0a2 2 0 1 0 4 0a2 2 0 1 0-4 0',
} as const satisfies Partial<Record<Word, string>>;
type Tab = keyof typeof ICONS;

/** Views beyond the first are fetched when somebody goes there. */
const LATER: Readonly<Record<Exclude<Tab, 'live'>, () => Promise<View>>> = {
  zones: async () => (await import('./zones-view.ts')).ZonesView,
  audit: async () => (await import('./audit-view.ts')).AuditView,
  today: async () => (await import('./today-view.ts')).TodayView,
  settings: async () => (await import('./settings-view.ts')).SettingsView,
};

function tabNow(): Tab {
  const wanted = location.hash.slice(1);
  return (Object.keys(ICONS) as Tab[]).find((tab) => tab === wanted) ?? 'live';
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

function useShop(): { shop: ShopView | undefined; hasPlan: boolean; reload: () => Promise<void> } {
  const [shop, setShop] = useState<ShopView>();
  const [hasPlan, setHasPlan] = useState(false);
  const reload = useCallback(async () => {
    const next = await api.shop();
    setHasPlan(next.hasPlan);
    setShop(next);
  }, []);
  useEffect(() => void reload(), []);
  return { shop, hasPlan, reload };
}

function useTab(): { tab: Tab; view: View | undefined } {
  const [tab, setTab] = useState(tabNow());
  const [views, setViews] = useState<Partial<Record<Tab, View>>>({ live: LiveView });
  useEffect(() => {
    const follow = () => setTab(tabNow());
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);
  useEffect(() => {
    if (tab === 'live' || views[tab] !== undefined) return;
    void LATER[tab]().then((view) => setViews((known) => ({ ...known, [tab]: view })));
  }, [tab]);
  return { tab, view: views[tab] };
}

function Paired({ session, ended }: { session: SessionView; ended: () => void }): VNode {
  const { shop, hasPlan, reload } = useShop();
  const { tab, view } = useTab();
  const [said, say] = useState('');
  useEffect(() => {
    document.title = `${t(tab)} · Lintel`;
    const timer = said === '' ? 0 : window.setTimeout(() => say(''), 8_000);
    return () => clearTimeout(timer);
  }, [tab, said]);
  const props = { shop, session, hasPlan, say, reload, sessionEnded: ended };
  return html`<div class="shell">
    <a class="skip" href="#content" onClick=${skip}>${t('skip')}</a>
    <header class="head"><h1>${t(tab)}</h1><span class="where">${shop?.store.name}</span></header>
    <nav class="tabs" aria-label="Lintel">${(Object.keys(ICONS) as Tab[]).map((name) => tabLink(name, name === tab))}</nav>
    ${shop !== undefined && view !== undefined ? html`<${view} ...${props} />` : html`<main><p>${t('loading')}</p></main>`}
    <div class="toast" role="status" aria-live="polite">${said}</div>
  </div>`;
}

function tabLink(name: Tab, isCurrent: boolean): VNode {
  return html`<a href="#${name}" aria-current=${isCurrent ? 'page' : null}>
    <svg viewBox="0 0 24 24" aria-hidden="true"><path d=${ICONS[name]} /></svg>${t(name)}
  </a>`;
}

/** The address after # names the view, so the skip link moves the focus itself. */
function skip(event: Event): void {
  event.preventDefault();
  const content = document.querySelector('main');
  content?.setAttribute('tabindex', '-1');
  content?.focus();
}
