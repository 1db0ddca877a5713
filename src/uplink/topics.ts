import type { UplinkIdentity } from '../ports/uplink.ts';

export interface Topics {
  readonly status: string;
  readonly summary: string;
  readonly event: string;
  /** From the cloud to the gateway, and its response. */
  readonly command: string;
  readonly response: string;
}

export function createTopics({ tenant, store, gateway }: UplinkIdentity): Topics {
  const root = `lintel/v1/${tenant}/${store}/${gateway}`;
  return {
    status: `${root}/status`,
    summary: `${root}/summary`,
    event: `${root}/event`,
    command: `${root}/command`,
    response: `${root}/response`,
  };
}
