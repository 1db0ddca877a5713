import { isEqual } from '../canvas/merge-shapes.ts';
import type { Drawing, Shape } from '../canvas/shapes.ts';
import { keyOf } from '../canvas/shapes.ts';
import type { Word } from '../kit/i18n.ts';
import { t } from '../kit/i18n.ts';

export interface ShapeChange {
  readonly key: string;
  readonly text: string;
  readonly before: Shape | undefined;
}

/** Describes each shape that differs from the settings: “Left table, moved”. */
export function listChanges({ base, shapes }: Pick<Drawing, 'base' | 'shapes'>): ShapeChange[] {
  const before = new Map(base.map((shape) => [keyOf(shape), shape]));
  const after = new Map(shapes.map((shape) => [keyOf(shape), shape]));
  const keys = [...new Set([...before.keys(), ...after.keys()])];
  return keys.flatMap((key) => {
    const [old, now] = [before.get(key), after.get(key)];
    const any = now ?? old;
    if (any === undefined || isEqual(old, now)) return [];
    const name = any.kind === 'wall' ? t('wall') : any.name;
    return [{ key, text: `${name}, ${t(wordFor(old, now))}`, before: old }];
  });
}

function wordFor(old: Shape | undefined, now: Shape | undefined): Word {
  if (old === undefined) return 'isNew';
  if (now === undefined) return 'isRemoved';
  if (old.name !== now.name) return 'isRenamed';
  return JSON.stringify(old.points) === JSON.stringify(now.points) ? 'isChanged' : 'isMoved';
}
