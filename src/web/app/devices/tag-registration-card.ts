import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Json } from '../../../core/model/ids.ts';
import { TAG_KINDS } from '../../../core/model/ids.ts';
import type { TagRegistrationStatus, TagsView } from '../../../ports/console/console-devices.ts';
import type { NearRadio } from '../../../ports/tag-registration.ts';
import { api } from '../kit/api.ts';
import { displayName } from '../kit/display-names.ts';
import { html } from '../kit/html.ts';
import { t } from '../kit/i18n.ts';
import type { ViewProps } from '../kit/page-props.ts';
import { addTag } from './add-tag.ts';
import { Level } from './level.ts';

const REFRESH_MS = 500;

/** Registers the tag that a user holds near a receiver: the radio that is the loudest for some seconds. */
export function TagRegistrationCard(props: ViewProps & { readonly view: TagsView }): VNode {
  const { announce } = props;
  const [near, setNear] = useNear();
  const run = async (order: () => Promise<TagRegistrationStatus | null>) => {
    try {
      setNear(await order());
    } catch (error) {
      announce(t('failed', { why: (error as Error).message }));
    }
  };
  const stop = () =>
    run(async () => {
      await api.endNear();
      return null;
    });
  if (near === null) {
    return html`<p>${t('heldHow')}</p><button class="main" onClick=${() => run(api.beginNear)}>${t('heldStart')}</button>`;
  }
  if (near.found !== null) return html`<${Naming} ...${props} found=${near.found} done=${stop} />`;
  return html`<p role="status"><strong>${t('heldListening', { n: near.endsInSeconds })}</strong></p>
    <div id="near">${near.receivers.map(
      ({ receiver, radios }) => html`<h3>${displayName(props.shop, receiver)}</h3>
      ${radios.length === 0 ? html`<p class="quiet">${t('heldNothing')}</p>` : radios.map((radio, i) => html`<${Level} key=${i} name=${nameRadio(radio)} rssiDbm=${radio.rssiDbm} />`)}`,
    )}</div>
    <div class="row actions"><button onClick=${stop}>${t('cancel')}</button></div>`;
}

function nameRadio({ what, tag }: NearRadio): string {
  if (what === 'known') return t('heldKnown', { name: tag ?? '' });
  return t(what === 'changing' ? 'heldChanging' : 'heldNew');
}

/** Polls the progress of the registration. */
function useNear(): [TagRegistrationStatus | null, (near: TagRegistrationStatus | null) => void] {
  const [near, setNear] = useState<TagRegistrationStatus | null>(null);
  const isListening = near !== null && near.found === null;
  useEffect(() => void api.near().then(setNear, () => undefined), []);
  useEffect(() => {
    if (!isListening) return;
    const timer = setInterval(() => void api.near().then(setNear, () => undefined), REFRESH_MS);
    return () => clearInterval(timer);
  }, [isListening]);
  return [near, setNear];
}

interface NamingProps extends ViewProps {
  readonly view: TagsView;
  readonly found: NonNullable<TagRegistrationStatus['found']>;
  readonly done: () => Promise<void>;
}

function Naming(props: NamingProps): VNode {
  const { shop, view, found, done } = props;
  const [name, setName] = useState('');
  const [kind, setKind] = useState<string>('staff');
  const id = idOf(name);
  const isTaken = view.tags.some((tag) => tag.id === id);
  const add = async (event: Event) => {
    event.preventDefault();
    if (await addTag(props, { id, kind, match: { digest: found.digest } as Json })) await done();
  };
  return html`<form onSubmit=${add} id="naming"><p class="good" role="status">✓ ${t('heldFound', { name: displayName(shop, found.receiver), n: found.rssiDbm })}</p>
    <div class="pairs"><label>${t('name')}<input value=${name} maxlength="63" autocapitalize="none" onInput=${(e: InputEvent) => setName((e.target as HTMLInputElement).value)} /></label>
    <label>${t('kind')}<select value=${kind} onChange=${(e: Event) => setKind((e.target as HTMLSelectElement).value)}>${TAG_KINDS.map((one) => html`<option value=${one}>${t(`tag_${one}`)}</option>`)}</select></label></div>
    ${id !== '' && id !== name && html`<p class="quiet">${t('heldId', { id })}</p>`}
    ${isTaken && html`<p class="bad">${t('tagTaken')}</p>`}
    <div class="row actions"><button class="main" disabled=${id === '' || isTaken}>${t('heldAdd')}</button>
    <button type="button" onClick=${done}>${t('cancel')}</button></div></form>`;
}

/** Converts “Trolley 7” to `trolley-7`, the form of tag ids in the settings. */
function idOf(name: string): string {
  return name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 63);
}
