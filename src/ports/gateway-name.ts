export interface GatewayPlace {
  readonly tenant: string;
  readonly store: string;
  readonly gateway: string;
}

/** The longest common name that a certificate can hold, in characters (X.520, ub-common-name). */
export const LONGEST_GATEWAY_NAME = 64;

/**
 * The common name of a gateway's certificate. It equals the middle of the gateway's topics, so a broker checks all
 * three parts with one pattern.
 */
export function gatewayName({ tenant, store, gateway }: GatewayPlace): string {
  return `${tenant}/${store}/${gateway}`;
}

/** Returns an MQTT client id that is unique on the broker, because the three ids contain no dot. */
export function gatewayClientId({ tenant, store, gateway }: GatewayPlace): string {
  return `${tenant}.${store}.${gateway}`;
}
