// One state for the app: what one page changes, every page shows.
import { computed, signal } from '@preact/signals-core';
import type { WindowSummary } from '../../../core/model/window-summary.ts';
import type { GatewayView, LivePeople, StoreView, TodayView } from '../../../ports/console/console.ts';
import type { TrialEnd } from '../../../ports/settings-trial.ts';
import type { SessionView } from '../../answers.ts';
import { api } from '../kit/api.ts';
import type { Passage } from './passages.ts';

export type ShownStore = StoreView & { readonly hasPlan: boolean };

/** Undefined until asked; null when this device is not paired. */
export const session = signal<SessionView | null | undefined>(undefined);
/** The session ended while pages were open: they wait below the question for a code. */
export const needsCode = signal(false);
export const store = signal<ShownStore | undefined>(undefined);
export const status = signal<GatewayView | undefined>(undefined);
export const summary = signal<WindowSummary | undefined>(undefined);
/** Counts since the store's midnight, as of the last window; undefined until known. */
export const today = signal<TodayView | undefined>(undefined);
/** The newest passages of doors, newest first. */
export const passages = signal<readonly Passage[]>([]);
/** People and open visits, a few times a second: for words and lists, not for dots. */
export const people = signal<LivePeople | undefined>(undefined);

export interface Link {
  readonly isLive: boolean;
  /** On this phone's own clock: when the gateway was last heard; undefined before the first time. */
  readonly heardMs: number | undefined;
}
export const link = signal<Link>({ isLive: true, heardMs: undefined });

/** How the last change ended without a technician's decision; undefined until known. */
export const lastTrial = signal<TrialEnd | null | undefined>(undefined);

/** A message that passes by. */
export const toast = signal('');

/** By how much the gateway's clock is ahead of this phone's: a phone may be hours wrong. */
const aheadMs = signal(0);

export function setGatewayTime(atMs: number): void {
  aheadMs.value = atMs - Date.now();
}

/** The gateway's time. This phone's own clock may be wrong. */
export function gatewayNow(): number {
  return Date.now() + aheadMs.peek();
}

/** No number of now is true any more. */
export const isStale = computed(() => !link.value.isLive);

export async function reloadStore(): Promise<void> {
  store.value = await api.shop();
}

export function announce(text: string): void {
  toast.value = text;
}
