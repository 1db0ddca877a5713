import type { PanelName } from '../../../../ports/fleet.ts';

export interface Session {
  readonly person: string;
  readonly csrf: string;
}

export interface SessionAnswer {
  readonly ways: { readonly password: boolean; readonly openId: boolean };
  readonly session: Session | null;
}

export interface Tenant {
  readonly tenant: string;
  readonly stores: number;
  readonly regions: readonly string[];
  readonly yesterday: string;
}

/** The server refused the request, or could not be reached (status 0). */
export class ApiError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

async function call<T>(path: string, options: RequestInit = {}): Promise<T> {
  const answer = await fetch(path, options).catch(() => undefined);
  if (answer === undefined) throw new ApiError(0, '');
  const body: unknown = await answer.json().catch(() => ({}));
  if (answer.ok) return body as T;
  const { error } = body as { error?: { message?: string } };
  throw new ApiError(answer.status, error?.message ?? '');
}

export const fleetApi = {
  session: () => call<SessionAnswer>('/api/session'),
  signIn: (person: string, password: string) =>
    call<{ session: Session }>('/api/session', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ person, password }),
    }),
  signOut: ({ csrf }: Session) =>
    call<{ next: string | null }>('/api/session', { method: 'DELETE', headers: { 'x-lintel-csrf': csrf } }),
  tenants: async () => (await call<{ tenants: Tenant[] }>('/api/tenants')).tenants,
  panel: async <Row>(name: PanelName, query: PanelQuery) =>
    (await call<{ rows: Row[] }>(panelPath(name, query))).rows,
};

export interface PanelQuery {
  readonly tenant: string;
  readonly region?: string;
  readonly store?: string;
  readonly first: string;
  readonly last: string;
  readonly versus?: string;
}

export function panelPath(name: PanelName, query: PanelQuery, format = ''): string {
  const values = Object.entries(query).filter(([, value]) => value !== undefined) as [string, string][];
  return `/api/panels/${name}${format}?${new URLSearchParams(values)}`;
}
