import { signal } from '@preact/signals-core';
import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { StoreSpace } from '../../../../ports/console/console.ts';
import { api } from '../../kit/api.ts';
import { html } from '../../kit/html.ts';
import { useValue } from '../../kit/use-value.ts';
import type { EditorViewProps } from '../editor-props.ts';
import type { Draft } from '../use-draft.ts';
import type { OpenPicture } from './draw-laid.ts';
import { drawLaid, openPicture } from './draw-laid.ts';
import type { Laid } from './lay-dialog.ts';
import { LayDialog } from './lay-dialog.ts';
import { t } from './words.ts';

/** Lets the user choose a file and, for a PDF, a page. `take` receives the picture as the gateway would store it. */
export function FilePicker({
  announce,
  take,
}: Pick<EditorViewProps, 'announce'> & { readonly take: (picture: Blob) => Promise<void> }): VNode {
  const [pdf, setPdf] = useState<File>();
  const [page, setPage] = useState(1);
  const check = async (file: File, pageNumber?: number) => {
    try {
      const picture = await api.checkPlan(file, pageNumber);
      if (picture !== undefined) await take(picture);
      setPdf(undefined);
    } catch (error) {
      announce(t('failed', { why: (error as Error).message }));
    }
  };
  const pick = (event: Event) => {
    const field = event.target as HTMLInputElement;
    const file = field.files?.[0];
    // Empty the field, so that the user can choose the same file again.
    field.value = '';
    if (file?.type === 'application/pdf') setPdf(file);
    else if (file !== undefined) void check(file);
  };
  return html`<label>${t('uploadPlan')}<input type="file" accept="image/png,image/jpeg,image/svg+xml,application/pdf" onChange=${pick} /></label>
    ${
      pdf &&
      html`<p class="quiet">${pdf.name}</p><div class="pairs"><label>${t('pdfPage')}<input type="number" min="1" max="999" value=${page} onInput=${(e: InputEvent) => setPage(Math.max(1, Number((e.target as HTMLInputElement).value)))} /></label>
      <button class="main" onClick=${() => check(pdf, page)}>${t('upload')}</button></div>`
    }`;
}

/** The picture that the present one replaced. Null when there was none. */
const former = signal<{ readonly picture: Blob | null } | undefined>(undefined);

type Props = Pick<EditorViewProps, 'announce' | 'reload' | 'shop' | 'hasPlan'> &
  Pick<Draft, 'save'> & { readonly floor: StoreSpace };

/** Replaces the picture of a floor that has zones, placed by two spots. The earlier picture can be restored. */
export function NewPicture(props: Props): VNode {
  const { announce, reload, floor } = props;
  const [picture, setPicture] = useState<OpenPicture>();
  const kept = useValue(former);
  const close = () => {
    picture?.free();
    setPicture(undefined);
  };
  const told = async (work: () => Promise<void>, word: 'planLaid' | 'formerBack') => {
    try {
      await work();
      await reload();
      announce(t(word));
    } catch (error) {
      announce(t('failed', { why: (error as Error).message }));
    }
  };
  const finish = (laid: Laid) =>
    told(async () => {
      if (picture === undefined) return;
      await putPicture(picture, laid, props);
      close();
    }, 'planLaid');
  return html`<${FilePicker} announce=${announce} take=${async (blob: Blob) => setPicture(await openPicture(blob))} />
    ${kept && html`<button class="wide" onClick=${() => told(() => bringBack(kept.picture), 'formerBack')}>${t('formerPlan')}</button>`}
    ${picture && html`<${LayDialog} ...${props} floor=${floor} picture=${picture} finish=${finish} close=${close} />`}`;
}

async function putPicture(picture: OpenPicture, { lay, floor }: Laid, props: Props): Promise<void> {
  const before = props.hasPlan ? ((await api.planPicture()) ?? null) : null;
  await api.uploadPlan(lay === undefined ? picture.blob : await drawLaid(picture.image, lay, floor));
  former.value = { picture: before };
  if (floor.width === props.floor.width && floor.height === props.floor.height) return;
  await props.save([
    { path: ['floor', 'widthMetres'], value: floor.width },
    { path: ['floor', 'heightMetres'], value: floor.height },
  ]);
}

async function bringBack(picture: Blob | null): Promise<void> {
  await (picture === null ? api.removePlan() : api.uploadPlan(picture));
  former.value = undefined;
}
