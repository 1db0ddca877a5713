import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { SettingsText, SettingsVersion } from '../../../ports/console/console-settings.ts';
import { api } from '../kit/api.ts';
import type { FormSchema } from '../kit/form-schema.ts';
import { html } from '../kit/html.ts';
import type { Language, Word } from '../kit/i18n.ts';
import { currentLanguage, LANGUAGES, speak, t } from '../kit/i18n.ts';
import type { ViewProps } from '../kit/page-props.ts';
import { loadOffers } from '../kit/sensor-offers.ts';
import { currentTheme, THEMES, useTheme } from '../kit/theme.ts';
import { appliedText } from '../state/applied-text.ts';
import { onSettings } from '../state/connection.ts';
import { History } from './history.ts';
import { RulesCard } from './rules-card.ts';
import { Section } from './section.ts';

const LANGUAGE_NAMES: Readonly<Record<Language, string>> = {
  en: 'English',
  de: 'Deutsch',
  fr: 'Français',
  es: 'Español',
};
const THEME_WORDS = { auto: 'themeAuto', light: 'themeLight', dark: 'themeDark' } as const satisfies Record<
  string,
  Word
>;
/** Sections without a form here: either the plan page edits them, or only the file can, or the cloud sets them. */
const HIDDEN = ['version', 'zones', 'lines', 'rules', 'outputs'];

export function SettingsView(props: ViewProps): VNode {
  const { session } = props;
  return html`<main class="two"><section class="card"><h2>${t('thisDevice')}</h2><div class="pairs">
      <label>${t('language')}<select value=${currentLanguage()} onChange=${(e: Event) => {
        speak((e.target as HTMLSelectElement).value as Language);
        location.reload();
      }}>${LANGUAGES.map((tag) => html`<option value=${tag} lang=${tag}>${LANGUAGE_NAMES[tag]}</option>`)}</select></label>
      <label>${t('theme')}<select value=${currentTheme()} onChange=${(e: Event) => useTheme((e.target as HTMLSelectElement).value as 'auto')}>
        ${THEMES.map((theme) => html`<option value=${theme}>${t(THEME_WORDS[theme])}</option>`)}</select></label>
      </div><div class="row actions"><button onClick=${() => api.unpair().then(() => location.reload())}>${t('unpair')}</button></div></section>
    ${session.role === 'technician' ? html`<${RulesCard} announce=${props.announce} /><${Technician} ...${props} />` : html`<p class="card">${t('viewerOnly')}</p>`}</main>`;
}

function Technician({ shop, announce, reload, route }: ViewProps): VNode {
  const [settings, setSettings] = useState<SettingsText>();
  const [schema, setSchema] = useState<FormSchema>();
  const [history, setHistory] = useState<readonly SettingsVersion[]>([]);
  const load = async () => {
    const asked = [api.settings(), api.schema(), api.history(), loadOffers()] as const;
    const [text, form, versions] = await Promise.all(asked);
    setSettings(text);
    setSchema(form as FormSchema);
    setHistory(versions);
  };
  useEffect(() => {
    void load();
    return onSettings(() => void load().catch(() => undefined));
  }, []);
  if (settings === undefined || schema === undefined) return html`<p class="quiet">${t('loading')}</p>`;
  const saved = async (next: SettingsText) => {
    setSettings(next);
    setHistory(await api.history());
    announce(await appliedText(next.hash, shop));
  };
  const reloaded = async () => {
    await Promise.all([load(), reload()]);
  };
  const sections = Object.entries(schema.properties ?? {}).filter(([name]) => !HIDDEN.includes(name));
  return html`<section class="card long"><h2>${t('settings')}</h2>
      ${sections.map(([name, form]) => html`<${Section} key=${name} name=${name} schema=${form} settings=${settings} saved=${saved} wanted=${route[0] === name ? (route[1] ?? '') : undefined} />`)}
      <details><summary>${t('file')}</summary><pre tabindex="0">${settings.text}</pre></details></section>
    <${History} shop=${shop} announce=${announce} settings=${settings} history=${history} reloaded=${reloaded} isWanted=${route[0] === 'versions'} />`;
}
