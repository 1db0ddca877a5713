import type { Tenant } from './fleet-api.ts';
import type { Route } from './fleet-route.ts';

export interface PageProps {
  readonly tenant: Tenant;
  readonly route: Route;
  /** Selected region of the tenant. `__all` stands for all regions. */
  readonly region: string;
}
