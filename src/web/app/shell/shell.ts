import type { VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { api, onSessionEnd } from '../kit/api.ts';
import { clockText } from '../kit/clock-text.ts';
import { ConfirmDialog } from '../kit/confirm.ts';
import { html } from '../kit/html.ts';
import { t } from '../kit/i18n.ts';
import { icon } from '../kit/icon.ts';
import type { ViewProps } from '../kit/page-props.ts';
import { useValue } from '../kit/use-value.ts';
import type { ShownStore } from '../state/app-state.ts';
import * as state from '../state/app-state.ts';
import { connect, reconnect } from '../state/connection.ts';
import type { PageName, View, Where } from './pages.ts';
import { currentRoute, getPage, TABS } from './pages.ts';
import { CodeDialog, PairView } from './pair-view.ts';
import { Strip } from './strip.ts';

export function Shell(): VNode {
  const session = useValue(state.session);
  useEffect(() => {
    // When the session ends, a console that needs no code gets a new session. Any other console asks for a code.
    onSessionEnd(() => {
      if (!state.needsCode.peek()) void api.session().then(paired, askForCode);
    });
    void openSession();
  }, []);
  if (session === undefined) return html`<p class="pair">${t('loading')}</p>`;
  if (session === null) return html`<${PairView} paired=${paired} />`;
  return html`<${Paired} />`;
}

function askForCode(): void {
  state.needsCode.value = true;
}

async function openSession(): Promise<void> {
  state.session.value = await api.session().catch(() => null);
}

function paired(session: NonNullable<typeof state.session.value>): void {
  const wasOpen = state.needsCode.peek();
  state.session.value = session;
  state.needsCode.value = false;
  if (wasOpen) reconnect();
}

function Paired(): VNode {
  const shop = useValue(state.store);
  const where = useWhere();
  const { view, hasFailed } = usePage(where.page);
  const failure = useStore();
  const { title, fills } = getPage(where.page);
  useEffect(() => {
    document.title = `${t(title)} · ${shop?.store.name ?? 'Lintel'}`;
  }, [title, shop]);
  const isReady = shop !== undefined && view !== undefined;
  return html`<div class=${fills === undefined ? 'shell' : `shell fills with-${fills}`}>
    <a class="skip" href="#content" onClick=${skip}>${t('skip')}</a>
    <${Head} where=${where} shop=${shop} />
    <nav class="tabs" aria-label="Lintel">${TABS.map((name) => tabLink(name, name === tabOf(where.page)))}</nav>
    ${shop !== undefined && html`<${Strip} shop=${shop} page=${where.page} />`}
    <span id="content" tabindex="-1"></span>
    ${isReady ? html`<${Page} key=${where.page} view=${view} shop=${shop} route=${where.route} />` : waiting(hasFailed || failure)}
    <${Toast} page=${where.page} />
    <${ConfirmDialog} />
    <${CodeDialog} paired=${paired} />
  </div>`;
}

function Head({
  where: { page },
  shop,
}: {
  readonly where: Where;
  readonly shop: ShownStore | undefined;
}): VNode {
  const { title, fills } = getPage(page);
  const heading = useRef<HTMLHeadingElement>(null);
  const isFirst = useRef(true);
  // Puts the focus on the title of the newly opened page, so that screen readers continue there.
  useEffect(() => {
    if (!isFirst.current) heading.current?.focus({ preventScroll: true });
    isFirst.current = false;
  }, [page]);
  const [main, beside] =
    page === 'live' ? [shop?.store.name ?? t('live'), ''] : [t(title), shop?.store.name ?? ''];
  return html`<header class=${fills === 'drawing' ? 'head off' : 'head'}><h1 ref=${heading} class=${page === 'live' ? 'where' : ''} tabindex="-1">${main}</h1>
    <span class="where">${beside}</span><${LinkState} shop=${shop} /></header>`;
}

/** Shows whether the data is live, or how old it is. */
function LinkState({ shop }: { readonly shop: ShownStore | undefined }): VNode | null {
  const { isLive } = useValue(state.link);
  const status = useValue(state.status);
  if (status === undefined || shop === undefined) return null;
  const time = clockText(status.at, shop);
  return html`<span class=${isLive ? 'when' : 'when lost'}><i aria-hidden="true"></i>${isLive && html`<span class="word">${t('live')} · </span>`}${time}</span>`;
}

function Page({
  view,
  shop,
  route,
}: {
  view: View;
  shop: ShownStore;
  route: readonly string[];
}): VNode | null {
  const session = useValue(state.session);
  if (session == null) return null;
  const { announce, reloadStore: reload } = state;
  // The template does not check types. `satisfies` therefore checks here that the page gets all its properties.
  const props = { shop, session, announce, reload, route, hasPlan: shop.hasPlan } satisfies Record<
    keyof ViewProps,
    unknown
  >;
  return html`<${view} ...${props} />`;
}

/**
 * Opens the live connection. If that fails, loads the store by a request. Returns whether the gateway is unreachable.
 */
function useStore(): boolean {
  const [hasFailed, setFailed] = useState(false);
  useEffect(() => {
    state.reloadStore().catch(() => setFailed(true));
    return connect();
  }, []);
  return hasFailed;
}

/**
 * Returns true when only the open definition of Insights differs: the page must then not scroll. An address without a
 * view means today.
 */
function isSameView(from: Where, to: Where): boolean {
  if (from.page !== 'insights' || to.page !== 'insights') return false;
  const viewOf = ({ route }: Where) => route.slice(0, 3).join('/');
  const isFromToday = Math.min(from.route.length, to.route.length) === 0;
  return viewOf(from) === viewOf(to) || (isFromToday && Math.max(from.route.length, to.route.length) > 3);
}

function useWhere(): Where {
  const [where, setWhere] = useState(currentRoute());
  useEffect(() => {
    let shown = currentRoute();
    const follow = () => {
      const next = currentRoute();
      if (!isSameView(shown, next)) scrollTo(0, 0);
      shown = next;
      setWhere(next);
    };
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);
  return where;
}

function usePage(page: PageName): { readonly view: View | undefined; readonly hasFailed: boolean } {
  const [views, setViews] = useState<Partial<Record<PageName, View>>>({});
  const [hasFailed, setFailed] = useState(false);
  useEffect(() => {
    if (views[page] !== undefined) return;
    setFailed(false);
    Promise.resolve(getPage(page).load()).then(
      (view) => setViews((known) => ({ ...known, [page]: view })),
      () => setFailed(true),
    );
  }, [page]);
  return { view: views[page], hasFailed };
}

const TOAST_MS = 8_000;

function Toast({ page }: { readonly page: PageName }): VNode {
  const text = useValue(state.toast);
  useEffect(() => {
    const timer = text === '' ? 0 : window.setTimeout(() => state.announce(''), TOAST_MS);
    return () => clearTimeout(timer);
  }, [text]);
  // Removes a message when another page opens, as it does not apply there.
  useEffect(() => state.announce(''), [page]);
  return html`<div class="toast" role="status" aria-live="polite">${text}</div>`;
}

function waiting(hasFailed: boolean): VNode {
  if (!hasFailed) return html`<main><p class="quiet">${t('loading')}</p></main>`;
  return html`<main><section class="card"><h2>${t('unreachable')}</h2><p>${t('unreachableHow')}</p>
    <button class="main" onClick=${() => location.reload()}>${t('tryAgain')}</button></section></main>`;
}

/** Pages without a tab are reached from the devices. */
function tabOf(page: PageName): PageName {
  return getPage(page).tab === undefined ? 'devices' : page;
}

function tabLink(name: PageName, isCurrent: boolean): VNode {
  const { tab, title } = getPage(name);
  return html`<a href="#${name}" aria-current=${isCurrent ? 'page' : null}><span>${icon(tab ?? 'more')}</span>${t(title)}</a>`;
}

/** The part of the address after # names the page. A skip link would change it, so this moves the focus instead. */
function skip(event: Event): void {
  event.preventDefault();
  const content = document.querySelector('main');
  content?.setAttribute('tabindex', '-1');
  content?.focus();
}
