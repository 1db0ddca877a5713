import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Json } from '../../../core/model/ids.ts';
import type { TagsView } from '../../../ports/console/console-devices.ts';
import { api } from '../kit/api.ts';
import type { FormSchema } from '../kit/form-schema.ts';
import { html } from '../kit/html.ts';
import { t } from '../kit/i18n.ts';
import type { ViewProps } from '../kit/page-props.ts';
import { SchemaForm } from '../kit/schema-form.ts';
import type { NewTag } from './add-tag.ts';
import { addTag } from './add-tag.ts';

const EMPTY: NewTag = { id: '', kind: 'staff', match: {} };

/** Registers a tag by its typed identity. */
export function TagForm(props: ViewProps & { readonly view: TagsView }): VNode | null {
  const { view } = props;
  const [schema, setSchema] = useState<FormSchema>();
  const [draft, setDraft] = useState<NewTag>(EMPTY);
  useEffect(
    () =>
      void api.schema().then(
        (form) => setSchema(form as FormSchema),
        () => undefined,
      ),
    [],
  );
  const own = schema?.properties?.['tags']?.items;
  if (own === undefined) return null;
  const add = async () => {
    if (await addTag(props, draft)) setDraft(EMPTY);
  };
  const isTaken = view.tags.some(({ id }) => id === draft.id);
  return html`<details><summary>${t('newTagWritten')}</summary><p class="quiet">${t('newTagHow')}</p>
    <${SchemaForm} name=${t('newTag')} schema=${{ ...own, title: t('newTag') }} value=${draft} change=${(next: Json | undefined) => setDraft({ ...EMPTY, ...(next as NewTag | undefined) })} />
    ${isTaken && html`<p class="bad">${t('tagTaken')}</p>`}
    <div class="row actions"><button class="main" disabled=${draft.id === '' || isTaken} onClick=${add}>${t('addEntry')}</button></div></details>`;
}
