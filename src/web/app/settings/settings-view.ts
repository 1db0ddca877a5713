import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Json } from '../../../core/model/ids.ts';
import type { SettingsEdit, SettingsText, SettingsVersion } from '../../../ports/console-settings.ts';
import { api } from '../kit/api.ts';
import { html } from '../kit/html.ts';
import type { Language, Word } from '../kit/i18n.ts';
import { currentLanguage, currentLocale, LANGUAGES, speak, t } from '../kit/i18n.ts';
import type { ViewProps } from '../kit/page-props.ts';
import type { FormSchema } from '../kit/schema-form.ts';
import { SchemaForm } from '../kit/schema-form.ts';
import { schemaTitle } from '../kit/schema-title.ts';
import { currentTheme, THEMES, useTheme } from '../kit/theme.ts';

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
/** Drawn in the zones view, or not to be changed once a gateway is known to its cloud. */
const HIDDEN = ['version', 'zones', 'lines'];

export function SettingsView(props: ViewProps): VNode {
  const { session } = props;
  return html`<main class="two"><section class="card"><h2>${t('thisPhone')}</h2><div class="pairs">
      <label>${t('language')}<select value=${currentLanguage()} onChange=${(e: Event) => {
        speak((e.target as HTMLSelectElement).value as Language);
        location.reload();
      }}>${LANGUAGES.map((tag) => html`<option value=${tag} lang=${tag}>${LANGUAGE_NAMES[tag]}</option>`)}</select></label>
      <label>${t('theme')}<select value=${currentTheme()} onChange=${(e: Event) => useTheme((e.target as HTMLSelectElement).value as 'auto')}>
        ${THEMES.map((theme) => html`<option value=${theme}>${t(THEME_WORDS[theme])}</option>`)}</select></label>
      </div><div class="row actions"><button onClick=${() => api.unpair().then(() => location.reload())}>${t('unpair')}</button></div></section>
    ${session.role === 'technician' ? html`<${Technician} ...${props} />` : html`<p class="card">${t('viewerOnly')}</p>`}</main>`;
}

function Technician({ announce, reload }: ViewProps): VNode {
  const [settings, setSettings] = useState<SettingsText>();
  const [schema, setSchema] = useState<FormSchema>();
  const [history, setHistory] = useState<readonly SettingsVersion[]>([]);
  const load = async () => {
    const [text, form, versions] = await Promise.all([api.settings(), api.schema(), api.history()]);
    setSettings(text);
    setSchema(form as FormSchema);
    setHistory(versions);
  };
  useEffect(() => void load(), []);
  if (settings === undefined || schema === undefined) return html`<p>${t('loading')}</p>`;
  const run = async (change: () => Promise<unknown>, done: Word) => {
    try {
      await change();
      announce(t(done));
    } catch (error) {
      announce(t('failed', { why: (error as Error).message }));
    }
    await Promise.all([load(), reload()]);
  };
  const save = (edits: readonly SettingsEdit[]) => run(() => api.apply(settings.hash, edits), 'applied');
  const sections = Object.entries(schema.properties ?? {}).filter(([name]) => !HIDDEN.includes(name));
  return html`<section class="card"><h2>${t('settings')}</h2>
      ${sections.map(([name, form]) => html`<${Section} key=${`${name} ${settings.hash}`} name=${name} schema=${form} value=${(settings.tree as Record<string, Json>)[name]} save=${save} />`)}</section>
    <section class="card"><h2>${t('versions')}</h2><ul class="list" id="versions">${history.map(
      (version, i) => html`<li class="row spread" key=${`${version.hash} ${i}`}>
      <span>${new Date(version.savedAt).toLocaleString(currentLocale())}<br /><span class="quiet">${version.by} ${version.note}</span></span>
      ${version.hash === settings.hash ? html`<em>${t('inForce')}</em>` : html`<button onClick=${() => run(() => api.rollBack(settings.hash, version.hash), 'broughtBack')}>${t('bringBack')}</button>`}
    </li>`,
    )}</ul><details><summary>${t('file')}</summary><pre tabindex="0">${settings.text}</pre></details></section>`;
}

interface SectionProps {
  readonly name: string;
  readonly schema: FormSchema;
  readonly value: Json | undefined;
  readonly save: (edits: readonly SettingsEdit[]) => Promise<void>;
}

function Section({ name, schema, value, save }: SectionProps): VNode {
  const [draft, setDraft] = useState<Json | undefined>(value);
  const isChanged = JSON.stringify(draft) !== JSON.stringify(value);
  const edit: SettingsEdit = draft === undefined ? { path: [name] } : { path: [name], value: draft };
  return html`<details><summary><strong>${schemaTitle(schema.title, name)}</strong></summary>
    <form onSubmit=${(event: Event) => {
      event.preventDefault();
      void save([edit]);
    }}>
      <${SchemaForm} name=${name} schema=${schema} value=${draft} change=${setDraft} />
      <p><button class="main" disabled=${!isChanged}>${t('save')}</button></p></form></details>`;
}
