import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Json } from '../../core/types.ts';
import type { TagsView } from '../../ports/console-sensing.ts';
import { api } from './api.ts';
import { html } from './html.ts';
import type { FormSchema } from './schema-form.ts';
import { SchemaForm } from './schema-form.ts';
import type { ViewProps } from './shell.ts';
import { t } from './words.ts';

interface Draft {
  readonly id: string;
  readonly kind: string;
  readonly match: Json;
}

const EMPTY: Draft = { id: '', kind: 'staff', match: {} };

/** A new registered tag: written down by its identity. */
export function TagForm({ view, say, reload }: ViewProps & { readonly view: TagsView }): VNode {
  const [schema, setSchema] = useState<FormSchema>();
  const [draft, setDraft] = useState<Draft>(EMPTY);
  useEffect(
    () =>
      void api.schema().then(
        (form) => setSchema(form as FormSchema),
        () => undefined,
      ),
    [],
  );
  const own = schema?.properties?.['tags']?.items;
  if (own === undefined)
    return html`<section class="card"><h2>${t('newTag')}</h2><p class="quiet">${t('loading')}</p></section>`;
  const add = async () => {
    try {
      const { hash, tree } = await api.settings();
      const hasList = Array.isArray((tree as { tags?: unknown }).tags);
      const list = hasList ? [] : [{ path: ['tags'], value: [] }];
      await api.apply(hash, [...list, { path: ['tags', draft.id], value: draft as unknown as Json }]);
      await reload();
      setDraft(EMPTY);
      say(t('tagAdded', { name: draft.id }));
    } catch (error) {
      say(t('failed', { why: (error as Error).message }));
    }
  };
  const isTaken = view.tags.some(({ id }) => id === draft.id);
  return html`<section class="card"><details><summary><strong>${t('newTag')}</strong></summary><p class="quiet">${t('newTagHow')}</p>
    <${SchemaForm} name=${t('newTag')} schema=${{ ...own, title: t('newTag') }} value=${draft} change=${(next: Json | undefined) => setDraft({ ...EMPTY, ...(next as unknown as Draft) })} />
    ${isTaken && html`<p class="bad">${t('tagTaken')}</p>`}
    <div class="row actions"><button class="main" disabled=${draft.id === '' || isTaken} onClick=${add}>${t('addEntry')}</button></div></details></section>`;
}
