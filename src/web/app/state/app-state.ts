// The shared state of the app. When one page changes it, all pages show the change.
import { computed, signal } from '@preact/signals-core';
import type { WindowSummary } from '../../../core/model/window-summary.ts';
import type { GatewayView, LivePeople, StoreView, TodayView } from '../../../ports/console/console.ts';
import type { SessionView } from '../../answers.ts';
import { api } from '../kit/api.ts';
import type { Passage } from './passages.ts';

export type ShownStore = StoreView & { readonly hasPlan: boolean };

/** Undefined: not loaded yet. Null: this device is not paired. */
export const session = signal<SessionView | null | undefined>(undefined);
/** True when the session ended while pages were open. The pages wait below the dialog that asks for a code. */
export const needsCode = signal(false);
export const store = signal<ShownStore | undefined>(undefined);
export const status = signal<GatewayView | undefined>(undefined);
export const summary = signal<WindowSummary | undefined>(undefined);
/** Counts since the store's midnight, up to the last closed window. Undefined until loaded. */
export const today = signal<TodayView | undefined>(undefined);
/** The latest passages at doors, newest first. */
export const passages = signal<readonly Passage[]>([]);
/** People and open visits for text and lists, updated at most every 400 ms. Dots use `onPeople` instead. */
export const people = signal<LivePeople | undefined>(undefined);

export interface Link {
  readonly isLive: boolean;
  /** Time of the gateway's last message, by this phone's clock. Undefined before the first message. */
  readonly heardMs: number | undefined;
}
export const link = signal<Link>({ isLive: true, heardMs: undefined });

/** A message that disappears after a few seconds. */
export const toast = signal('');

/** How far the gateway's clock is ahead of this phone's clock, in ms. A phone's clock may be wrong by hours. */
const aheadMs = signal(0);

export function setGatewayTime(atMs: number): void {
  aheadMs.value = atMs - Date.now();
}

/** Returns the gateway's time, because this phone's own clock may be wrong. */
export function gatewayNow(): number {
  return Date.now() + aheadMs.peek();
}

/** True while the connection is lost, when the present numbers are out of date. */
export const isStale = computed(() => !link.value.isLive);

export async function reloadStore(): Promise<void> {
  store.value = await api.shop();
}

export function announce(text: string): void {
  toast.value = text;
}
