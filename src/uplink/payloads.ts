import type { OutboxRow } from '../ports/event-store.ts';
import { CONTRACT_VERSION } from '../ports/messages/fields.ts';
import type { GatewayHealth, UplinkIdentity } from '../ports/uplink.ts';

/** Encodes rows of one boot and lane, each already encoded by `encodeRow`, as one message. */
export function encodeMessage({ bootId }: Pick<OutboxRow, 'bootId'>, rows: readonly string[]): string {
  return `{"v":${CONTRACT_VERSION},"boot":${JSON.stringify(bootId)},"rows":[${rows.join(',')}]}`;
}

/** Encodes a row. Inserts its stored JSON text as it is, so that no number changes by parsing. */
export function encodeRow({ seq, lane, timeQuality, wallMs, payload }: OutboxRow): string {
  const head = `{"seq":${seq},"clock":"${timeQuality}"`;
  if (lane !== 'event') return `${head},${payload.slice(1)}`;
  return `${head},"at":"${wholeSeconds(new Date(wallMs))}","event":${payload}}`;
}

/** Fields of a state message in addition to the state itself and the gateway's boot id and version. */
export interface StateDetails extends Partial<GatewayHealth> {
  readonly since: string;
  readonly waitingRows?: number;
}

export function encodeState(
  state: 'online' | 'offline',
  { bootId, version }: UplinkIdentity,
  details: StateDetails,
): string {
  return JSON.stringify({ v: CONTRACT_VERSION, boot: bootId, state, version, ...details });
}

/** Formats a time as ISO 8601, UTC, in whole seconds. */
export function wholeSeconds(time: Date): string {
  return `${time.toISOString().slice(0, 19)}Z`;
}
