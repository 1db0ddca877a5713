import type { Json } from '../../../core/model/ids.ts';
import { confirm } from '../kit/confirm.ts';
import { t } from '../kit/forms/words.ts';
import { html } from '../kit/html.ts';
import { describeChanges } from './describe-changes.ts';
import { isOverlapping } from './overlaps.ts';
import { findAt } from './save-settings.ts';

interface Versions {
  readonly now: Json;
  /** The settings to restore. */
  readonly earlier: Json;
}

/** Shows what will change when the earlier settings are restored, and asks the user to confirm it. */
export async function askBack(question: string, yes: string, { now, earlier }: Versions): Promise<boolean> {
  const changes = describeChanges(now, earlier, true);
  const known = overlapsIn(now);
  const overlaps = overlapsIn(earlier).filter((text) => !known.includes(text));
  const list = html`<ul class="changes">${changes.map((text) => html`<li>${text}</li>`)}</ul>
    ${overlaps.map((text) => html`<p class="warn">${text}</p>`)}`;
  return await confirm(question, yes, list);
}

export async function askTakeBack(versions: Versions): Promise<boolean> {
  return await askBack(t('takeBackQuestion'), t('takeBackChange'), versions);
}

interface ZoneOfFile {
  readonly id: string;
  readonly name?: string;
  readonly space?: string;
  readonly polygon?: Parameters<typeof isOverlapping>[0];
}

/** Says of each two zones that overlap that a person there counts in both. */
export function overlapsIn(tree: Json): string[] {
  const zones = (findAt(tree, ['zones']) ?? []) as readonly unknown[] as readonly ZoneOfFile[];
  return zones.flatMap((zone, i) =>
    zones.slice(i + 1).flatMap((other) => {
      if ((zone.space ?? 'floor') !== (other.space ?? 'floor')) return [];
      if (!isOverlapping(zone.polygon ?? [], other.polygon ?? [])) return [];
      return [t('hintOverlap', { name: zone.name ?? zone.id, other: other.name ?? other.id })];
    }),
  );
}
