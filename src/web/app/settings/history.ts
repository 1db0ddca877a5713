import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { SettingsText, SettingsVersion } from '../../../ports/console/console-settings.ts';
import { api } from '../kit/api.ts';
import { dayText } from '../kit/clock-text.ts';
import { confirm } from '../kit/confirm.ts';
import { html } from '../kit/html.ts';
import { t } from '../kit/i18n.ts';
import type { ViewProps } from '../kit/page-props.ts';
import { describeChanges } from '../state/describe-changes.ts';

type Props = Pick<ViewProps, 'shop' | 'announce'> & {
  readonly settings: SettingsText;
  readonly history: readonly SettingsVersion[];
  readonly reloaded: () => Promise<void>;
};

/** Lists versions with user and time. Restoring one first shows its changes. */
export function History({ shop, announce, settings, history, reloaded }: Props): VNode {
  const bringBack = async ({ hash, savedAt }: SettingsVersion) => {
    try {
      const changes = describeChanges(settings.tree, (await api.version(hash)).tree);
      const list = html`<ul class="changes">${changes.map((text) => html`<li>${text}</li>`)}</ul>`;
      const time = dayText(Date.parse(savedAt), shop);
      if (!(await confirm(t('bringBackQuestion', { time }), t('bringBack'), list))) return;
      await api.rollBack(settings.hash, hash);
      announce(t('broughtBack'));
    } catch (error) {
      announce(t('failed', { why: (error as Error).message }));
    }
    await reloaded();
  };
  // Newest first: an earlier version may have the same text.
  const inForce = history.findIndex(({ hash }) => hash === settings.hash);
  return html`<section class="card"><h2>${t('versions')}</h2>${history.length === 0 && html`<p class="quiet">${t('noneYet')}</p>`}<ul class="list" id="versions">${history.map(
    (version, i) => html`<li key=${`${version.hash} ${i}`}><div class="row spread">
      <span>${dayText(Date.parse(version.savedAt), shop)}<br /><span class="quiet">${whoOf(version.by)}${noteOf(version, shop)}</span></span>
      ${version.hash === settings.hash ? html`<em>${t(i === inForce ? 'inForce' : 'sameAsInForce')}</em>` : html`<button onClick=${() => bringBack(version)}>${t('bringBack')}</button>`}</div>
      <${Changes} of=${version} before=${history[i + 1]} /></li>`,
  )}</ul></section>`;
}

/** The gateway itself reverts a change that made counts collapse. */
function whoOf(by: string): string {
  return by === 'lintel' ? t('theGateway') : by;
}

/** Shows notes of people only; notes of the gateway are for its log. */
function noteOf({ note }: SettingsVersion, shop: ViewProps['shop']): string {
  const back = /^back to (\S+)$/.exec(note)?.[1];
  if (back !== undefined) return `, ${t('wentBackTo', { time: dayText(Date.parse(back), shop) })}`;
  return note === '' || note === 'as it was found' ? '' : `, ${note}`;
}

interface ChangesProps {
  readonly of: SettingsVersion;
  readonly before: SettingsVersion | undefined;
}

/** Loads the changes when the user opens them. */
function Changes({ of, before }: ChangesProps): VNode | null {
  const [changes, setChanges] = useState<readonly string[]>();
  if (before === undefined) return null;
  const load = async (event: Event) => {
    if (!(event.target as HTMLDetailsElement).open || changes !== undefined) return;
    const [old, now] = await Promise.all([api.version(before.hash), api.version(of.hash)]);
    setChanges(describeChanges(old.tree, now.tree));
  };
  return html`<details onToggle=${load}><summary>${t('whatChanged')}</summary>
    <ul class="changes">${changes === undefined ? html`<li class="quiet">${t('loading')}</li>` : changes.map((text) => html`<li>${text}</li>`)}</ul></details>`;
}
