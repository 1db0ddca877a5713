import { signal } from '@preact/signals-core';
import type { Session, SessionAnswer, Tenant } from './fleet-api.ts';
import { fleetApi } from './fleet-api.ts';

/** Undefined until loaded; null while signed out. */
export const session = signal<Session | null | undefined>(undefined);
export const ways = signal<SessionAnswer['ways']>({ password: false, openId: false });
export const tenants = signal<readonly Tenant[] | undefined>(undefined);
/** Selected region of the tenant. `__all` stands for all regions. */
export const region = signal('__all');

export async function openSession(): Promise<void> {
  const answer = await fleetApi.session();
  ways.value = answer.ways;
  await begin(answer.session);
}

export async function begin(next: Session | null): Promise<void> {
  tenants.value = next === null ? undefined : await fleetApi.tenants();
  session.value = next;
}

/** Called when the server no longer knows the session. */
export function signedOut(): void {
  session.value = null;
  tenants.value = undefined;
}

/** Ends the session here and, if it has one, at the OpenID provider. */
export async function signOut(): Promise<void> {
  const now = session.peek();
  if (now == null) return;
  const { next } = await fleetApi.signOut(now).catch(() => ({ next: null }));
  signedOut();
  if (next !== null) location.assign(next);
}
