// Keeps drafts that are not applied on this device, until the user applies or drops them.
import type { Json } from '../../../core/model/ids.ts';
import { store } from './app-state.ts';

export interface Kept<T> {
  /** The settings on which the draft is based. */
  readonly base: T;
  readonly draft: T;
  /** Time of the last change, by this phone's clock. */
  readonly savedAt: number;
}

function keyOf(name: string): string {
  return `lintel-draft:${store.peek()?.store.id ?? ''}:${name}`;
}

/** Returns undefined when there is no draft, or when the stored draft cannot be read. */
export function readDraft<T>(name: string): Kept<T> | undefined {
  try {
    const text = localStorage.getItem(keyOf(name));
    const kept = text === null ? undefined : (JSON.parse(text) as Partial<Kept<T>>);
    const isWhole = kept?.base !== undefined && kept.draft !== undefined && kept.savedAt !== undefined;
    return isWhole ? (kept as Kept<T>) : undefined;
  } catch {
    return undefined;
  }
}

/** Returns false when the browser cannot store the draft: in a private window, or when its storage is full. */
export function keepDraft(name: string, base: unknown, draft: unknown): boolean {
  try {
    localStorage.setItem(keyOf(name), JSON.stringify({ base, draft, savedAt: Date.now() }));
    return true;
  } catch {
    return false;
  }
}

export function dropDraft(name: string): void {
  try {
    localStorage.removeItem(keyOf(name));
  } catch {
    // If the browser stores nothing, there is no draft to delete.
  }
}

/** Returns true when both have the same content. The order of keys does not matter. */
export function isAlike(a: Json | undefined, b: Json | undefined): boolean {
  return JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
}

function sorted(value: Json | undefined): Json | undefined {
  if (Array.isArray(value)) return value.map((item) => sorted(item) ?? null);
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner) ?? null]));
}
