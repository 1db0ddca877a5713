import type { VNode } from 'preact';
import { useEffect } from 'preact/hooks';
import { html } from '../kit/html.ts';
import type { Icon } from '../kit/icon.ts';
import { icon } from '../kit/icon.ts';
import { currentLanguage } from '../kit/language.ts';
import { useValue } from '../kit/use-value.ts';
import { AccountPage } from './account-page.ts';
import { AlertsPage } from './alerts-page.ts';
import { ComparePage } from './compare-page.ts';
import type { Tenant } from './model/fleet-api.ts';
import type { PageName, Route } from './model/fleet-route.ts';
import { routeTo, useRoute } from './model/fleet-route.ts';
import * as state from './model/fleet-state.ts';
import { w } from './model/numbers.ts';
import type { PageProps } from './model/page-props.ts';
import { QualityPage } from './quality-page.ts';
import { SignInPage } from './sign-in-page.ts';
import { StorePage } from './store-page.ts';
import { StoresPage } from './stores-page.ts';

const TABS: readonly { readonly page: Exclude<PageName, 'store'>; readonly sign: Icon }[] = [
  { page: 'stores', sign: 'devices' },
  { page: 'compare', sign: 'insights' },
  { page: 'quality', sign: 'tick' },
  { page: 'alerts', sign: 'warn' },
  { page: 'account', sign: 'person' },
];

const VIEWS: Readonly<Record<PageName, (props: PageProps) => VNode>> = {
  stores: StoresPage,
  store: StorePage,
  compare: ComparePage,
  quality: QualityPage,
  alerts: AlertsPage,
  account: AccountPage,
};

export function FleetShell(): VNode {
  const session = useValue(state.session);
  const tenants = useValue(state.tenants);
  const route = useRoute();
  useEffect(() => {
    document.documentElement.lang = currentLanguage();
    void state.openSession().catch(state.signedOut);
  }, []);
  if (session === undefined)
    return html`<main class="pair"><div class="shape" aria-busy="true"></div></main>`;
  if (session === null) return html`<${SignInPage} />`;
  const tenant = tenants?.find((one) => one.tenant === route.tenant) ?? tenants?.[0];
  if (tenant === undefined)
    return html`<main class="pair card"><h1>Lintel</h1><p>${w('noRights', { person: session.person })}</p><${SignOut} /></main>`;
  return html`<${SignedInShell} tenant=${tenant} route=${withStore(route, tenant)} />`;
}

/** Opens a store's own page instead of the list when the user has access to only one store. */
function withStore(route: Route, { tenant, stores }: Tenant): Route {
  return stores === 1 && route.page === 'stores' ? { ...route, page: 'store', tenant } : route;
}

function SignedInShell({ tenant, route }: Omit<PageProps, 'region'>): VNode {
  const region = useValue(state.region);
  const { page } = route;
  useEffect(() => {
    document.title = `${w(page)} · ${tenant.tenant}`;
    scrollTo(0, 0);
  }, [page, route.store, tenant]);
  const known = tenant.regions.includes(region) ? region : '__all';
  const view = VIEWS[page];
  return html`<div class="shell fleet">
    <a class="skip" href="#content" onClick=${skip}>${w('skip')}</a>
    <header class="head"><h1>${w(page === 'store' ? 'stores' : page)}</h1><span class="where">${tenant.tenant}</span>
      <span class="tag wide">${w('readOnly')}</span>
      ${tenant.regions.length > 1 && html`<${RegionPicker} tenant=${tenant} region=${known} />`}</header>
    <nav class="tabs" aria-label="Lintel">${TABS.map(({ page: name, sign }) => html`<a href=${routeTo(name, tenant.tenant)} aria-current=${isHere(name, page) ? 'page' : null}><span>${icon(sign)}</span>${w(name)}</a>`)}</nav>
    <${view} key=${`${page} ${tenant.tenant} ${route.store}`} tenant=${tenant} route=${route} region=${known} /></div>`;
}

function isHere(tab: PageName, page: PageName): boolean {
  return tab === page || (tab === 'stores' && page === 'store');
}

function RegionPicker({ tenant, region }: { readonly tenant: Tenant; readonly region: string }): VNode {
  const choose = (event: Event) => {
    state.region.value = (event.target as HTMLSelectElement).value;
  };
  return html`<select class="region-picker" aria-label=${w('region')} value=${region} onChange=${choose}>
    <option value="__all">${w('allRegions')}</option>${tenant.regions.map((name) => html`<option value=${name}>${name}</option>`)}</select>`;
}

function SignOut(): VNode {
  return html`<button onClick=${() => void state.signOut()}>${w('signOut')}</button>`;
}

/** The part of the address after # names the page. A skip link would change it, so this moves the focus instead. */
function skip(event: Event): void {
  event.preventDefault();
  const content = document.querySelector('main');
  content?.setAttribute('tabindex', '-1');
  content?.focus();
}
