export interface GatewayPlace {
  readonly tenant: string;
  readonly store: string;
  readonly gateway: string;
}

/** A certificate's common name holds no more (X.520, ub-common-name). */
export const LONGEST_GATEWAY_NAME = 64;

/**
 * The common name of a gateway's certificate: the middle of its topics, so that a broker checks all three parts by one
 * pattern.
 */
export function gatewayName({ tenant, store, gateway }: GatewayPlace): string {
  return `${tenant}/${store}/${gateway}`;
}

/** Unique among all clients of a broker; ids hold no dot. */
export function gatewayClientId({ tenant, store, gateway }: GatewayPlace): string {
  return `${tenant}.${store}.${gateway}`;
}
