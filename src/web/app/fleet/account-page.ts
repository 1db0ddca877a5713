import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { html } from '../kit/html.ts';
import type { Language } from '../kit/language.ts';
import { currentLanguage, LANGUAGES, speak } from '../kit/language.ts';
import type { Theme } from '../kit/theme.ts';
import { currentTheme, THEMES, useTheme } from '../kit/theme.ts';
import { useValue } from '../kit/use-value.ts';
import * as state from './model/fleet-state.ts';
import { w } from './model/numbers.ts';
import type { PageProps } from './model/page-props.ts';

const NAMES = { en: 'English', de: 'Deutsch', fr: 'Français', es: 'Español' } as const;

export function AccountPage({ tenant }: PageProps): VNode {
  const session = useValue(state.session);
  const tenants = useValue(state.tenants) ?? [];
  const choose = (event: Event) => {
    location.hash = `#stores/${encodeURIComponent((event.target as HTMLSelectElement).value)}`;
  };
  return html`<main><section class="card"><h2>${session?.person}</h2>
    ${tenants.length > 1 && html`<label for="tenant">${w('tenant')}</label><select id="tenant" value=${tenant.tenant} onChange=${choose}>${tenants.map((one) => html`<option value=${one.tenant}>${one.tenant}</option>`)}</select>`}
    <${Choices} /><p><button onClick=${() => void state.signOut()}>${w('signOut')}</button></p></section></main>`;
}

function Choices(): VNode {
  const [, again] = useState(0);
  const [theme, setTheme] = useState(currentTheme());
  const chooseTheme = (event: Event) => {
    const next = (event.target as HTMLSelectElement).value as Theme;
    useTheme(next);
    setTheme(next);
  };
  const chooseLanguage = (event: Event) => {
    speak((event.target as HTMLSelectElement).value as Language);
    again((count) => count + 1);
    dispatchEvent(new HashChangeEvent('hashchange'));
  };
  return html`<label for="language">${w('language')}</label>
    <select id="language" value=${currentLanguage()} onChange=${chooseLanguage}>${LANGUAGES.map((name) => html`<option value=${name}>${NAMES[name]}</option>`)}</select>
    <label for="theme">${w('theme')}</label>
    <select id="theme" value=${theme} onChange=${chooseTheme}>${THEMES.map((name) => html`<option value=${name}>${w(name)}</option>`)}</select>`;
}
