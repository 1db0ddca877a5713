import type { VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Json } from '../../../core/model/ids.ts';
import type { SettingsText, SettingsVersion } from '../../../ports/console/console-settings.ts';
import { api } from '../kit/api.ts';
import { dayText } from '../kit/clock-text.ts';
import { t } from '../kit/forms/words.ts';
import { html } from '../kit/html.ts';

import type { ViewProps } from '../kit/page-props.ts';
import { status } from '../state/app-state.ts';
import { askBack, askTakeBack } from '../state/ask-back.ts';
import { describeChanges } from '../state/describe-changes.ts';
import { findAt } from '../state/save-settings.ts';

type Props = Pick<ViewProps, 'shop' | 'announce'> & {
  readonly settings: SettingsText;
  readonly history: readonly SettingsVersion[];
  readonly reloaded: () => Promise<void>;
  /** True when a link leads to this card. */
  readonly isWanted: boolean;
};

/** Number of newest versions whose changes are shown immediately. For older versions they are shown on request. */
const SHOWN = 5;

/** Lists the versions with user and time. Before one is restored, its changes are shown. */
export function History(props: Props): VNode {
  const { settings, history, isWanted } = props;
  const own = useRef<HTMLElement>(null);
  const at = status.peek()?.at;
  // The version that is in force now is at the top of the list.
  const toTop = () => own.current?.scrollIntoView({ block: 'start' });
  useEffect(() => {
    if (isWanted) toTop();
  }, [isWanted]);
  // Takes the newest version with this text, because an earlier version may have the same text.
  const inForce = history.findIndex(({ hash }) => hash === settings.hash);
  return html`<section class="card" ref=${own}><h2>${t('versions')}</h2>${at !== undefined && html`<p class="quiet">${t('todayIs', { time: dayText(at, props.shop) })}</p>`}${history.length === 0 && html`<p class="quiet">${t('noneYet')}</p>`}<ul class="list" id="versions">${history.map(
    (version, i) => {
      const before = history[i + 1];
      const key = `${version.hash} ${history.length - i}`;
      return html`<${Version} key=${key} ...${props} toTop=${toTop} version=${version} before=${before} until=${history[i - 1]?.savedAt} isInForce=${i === inForce} isShown=${i < SHOWN} />`;
    },
  )}</ul></section>`;
}

type VersionProps = Props & {
  /** Scrolls to the start of the list. */
  readonly toTop: () => void;
  readonly version: SettingsVersion;
  readonly before: SettingsVersion | undefined;
  /** When the next version came; undefined for the newest. */
  readonly until: string | undefined;
  readonly isInForce: boolean;
  readonly isShown: boolean;
};

/** Shows one version and its changes. The user can restore the settings of that version. */
function Version(props: VersionProps): VNode {
  const { shop, settings, version, before, until, isInForce, isShown } = props;
  const time = dayText(Date.parse(version.savedAt), shop);
  const isFound = wasFound(version);
  const title = isFound ? t('asFound') : `${time} · ${whoOf(version.by)}${noteOf(version, props)}`;
  const question = isFound ? t('bringBackFound') : t('bringBackQuestion', { time });
  const back = () =>
    bringBack(props, version.hash, (versions) => askBack(question, t('bringBack'), versions));
  const zones = () => bringZonesBack(props, version);
  const undo = () => bringBack(props, before?.hash ?? '', askTakeBack);
  return html`<li><div class="row spread"><strong>${title}</strong>${version.hash === settings.hash && html`<em>${t(isInForce ? 'inForce' : 'sameAsInForce')}</em>`}</div>
      ${before !== undefined && !isFound && html`<${Changes} of=${version} before=${before} isShown=${isShown} />`}
      ${isInForce && before !== undefined && html`<div class="row"><button onClick=${undo}>${t('takeBackChange')}</button></div>`}
      ${version.hash !== settings.hash && html`${until !== undefined && html`<p class="quiet">${t('stoodUntil', { time: dayText(Date.parse(until), shop) })}</p>`}<div class="row"><button onClick=${back}>${t('bringBack')}</button><button onClick=${zones}>${t('zonesBack')}</button></div>`}</li>`;
}

/** Restores the version if the user agrees. */
function bringBack(
  props: VersionProps,
  hash: string,
  ask: (versions: { readonly now: Json; readonly earlier: Json }) => Promise<boolean>,
): Promise<void> {
  const { settings } = props;
  return restore(props, async () => {
    if (!(await ask({ now: settings.tree, earlier: (await api.version(hash)).tree }))) return undefined;
    await api.rollBack(settings.hash, hash);
    return t('broughtBack');
  });
}

/** Restores the zones of the version alone: sensors and doors that came later stay. */
function bringZonesBack(props: VersionProps, { hash, savedAt }: SettingsVersion): Promise<void> {
  const { settings, shop } = props;
  return restore(props, async () => {
    const value = findAt((await api.version(hash)).tree, ['zones']) ?? [];
    const earlier = { ...(settings.tree as { readonly [key: string]: Json }), zones: value };
    if (describeChanges(settings.tree, earlier).length === 0) return t('zonesAlike');
    const time = dayText(Date.parse(savedAt), shop);
    if (!(await askBack(t('zonesBackQuestion', { time }), t('zonesBack'), { now: settings.tree, earlier })))
      return undefined;
    await api.apply(settings.hash, [{ path: ['zones'], value }], t('zonesOf', { time }));
    return t('zonesBrought');
  });
}

/** Announces what was done, or why it failed. */
async function restore(
  { announce, reloaded, toTop }: VersionProps,
  act: () => Promise<string | undefined>,
): Promise<void> {
  try {
    const done = await act();
    if (done === undefined) return;
    announce(done);
    toTop();
  } catch (error) {
    announce(t('failed', { why: (error as Error).message }));
  }
  await reloaded();
}

function wasFound({ note }: SettingsVersion): boolean {
  return note === 'as it was found';
}

/** Returns the name of the user, or of the gateway: it reverts a change itself when counts drop. */
function whoOf(by: string): string {
  return by === 'lintel' ? t('theGateway') : by;
}

/** Returns the note of a version for the page. The notes that the gateway writes are translated. */
function noteOf(version: SettingsVersion, { shop, history }: Pick<Props, 'shop' | 'history'>): string {
  const back = findBack(version);
  if (back === undefined) return version.note === '' ? '' : `, ${version.note}`;
  const isToFound = history.some((one) => wasFound(one) && one.hash === version.hash);
  return `, ${isToFound ? t('wentBackToFound') : t('wentBackTo', { time: dayText(Date.parse(back), shop) })}`;
}

/** Returns when the restored version had been saved. Undefined for a version that restored none. */
function findBack({ note }: SettingsVersion): string | undefined {
  return /^back to (\S+)$/.exec(note)?.[1];
}

interface ChangesProps {
  readonly of: SettingsVersion;
  readonly before: SettingsVersion;
  /** True when the changes are shown from the start. */
  readonly isShown: boolean;
}

/** Shows the changes of a version. They are loaded when they are opened. */
function Changes({ of, before, isShown }: ChangesProps): VNode {
  const [isOpen, setOpen] = useState(isShown);
  const [changes, setChanges] = useState<readonly string[]>();
  useEffect(() => {
    if (!isOpen || changes !== undefined) return;
    Promise.all([api.version(before.hash), api.version(of.hash)]).then(
      ([old, now]) => setChanges(describeChanges(old.tree, now.tree, findBack(of) !== undefined)),
      () => undefined,
    );
  }, [isOpen]);
  const follow = (event: Event) => setOpen((event.target as HTMLDetailsElement).open);
  return html`<details open=${isOpen} onToggle=${follow}><summary>${t('whatChanged')}</summary>
    <ul class="changes">${changes === undefined ? html`<li class="quiet">${t('loading')}</li>` : changes.map((text) => html`<li>${text}</li>`)}</ul></details>`;
}
