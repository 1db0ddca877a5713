import type { Tenant } from './fleet-api.ts';
import type { Route } from './fleet-route.ts';

export interface PageProps {
  readonly tenant: Tenant;
  readonly route: Route;
  /** `__all`, or one of the tenant's. */
  readonly region: string;
}
