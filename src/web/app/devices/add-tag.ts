import type { Json } from '../../../core/model/ids.ts';
import { api } from '../kit/api.ts';
import { t } from '../kit/i18n.ts';
import type { ViewProps } from '../kit/page-props.ts';
import { withLists } from '../state/with-lists.ts';

export interface NewTag {
  readonly id: string;
  readonly kind: string;
  readonly match: Json;
}

/** Adds a tag to the settings. On failure, announces the error and returns false. */
export async function addTag({ announce, reload }: ViewProps, tag: NewTag): Promise<boolean> {
  try {
    const { hash, tree } = await api.settings();
    await api.apply(hash, withLists([{ path: ['tags', tag.id], value: { ...tag } }], tree));
    await reload();
    announce(t('tagAdded', { name: tag.id }));
    return true;
  } catch (error) {
    announce(t('failed', { why: (error as Error).message }));
    return false;
  }
}
