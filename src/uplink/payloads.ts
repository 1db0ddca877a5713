import { CONTRACT_VERSION } from '../ports/contract.ts';
import type { OutboxRow } from '../ports/event-store.ts';
import type { UplinkIdentity } from '../ports/uplink.ts';

/**
 * The same row has the same key however often it is sent. A window whose time nobody knows is told apart by its boot:
 * several boots may believe it was the same hour.
 */
export function messageKey({ seq, lane, window, timeQuality, bootId }: OutboxRow, gateway: string): string {
  if (lane === 'event') return `${gateway}/event/${seq}`;
  const boot = timeQuality === 'unsynced' ? `/${bootId}` : '';
  return `${gateway}/${window.start}/${window.durationMs}/${window.revision}${boot}`;
}

/** Rows of one boot and lane, each encoded by `encodeRow`, as one message. */
export function encodeMessage(
  { lane, bootId }: Pick<OutboxRow, 'lane' | 'bootId'>,
  rows: readonly string[],
  identity: UplinkIdentity,
): string {
  const list = lane === 'event' ? 'events' : 'windows';
  return `${sender(identity, bootId)},"${list}":[${rows.join(',')}]}`;
}

/** The row's own text goes in as it is: no number is read and written again. */
export function encodeRow(row: OutboxRow, gateway: string): string {
  const head = JSON.stringify({
    seq: row.seq,
    key: messageKey(row, gateway),
    timeQuality: row.timeQuality,
  }).slice(0, -1);
  if (row.lane === 'summary') return `${head},"window":${row.payload}}`;
  return `${head},"at":"${new Date(row.wallMs).toISOString()}","event":${row.payload}}`;
}

export function encodeStatus(state: 'online' | 'offline', identity: UplinkIdentity, since: string): string {
  const rest = JSON.stringify({ state, version: identity.version, since }).slice(1);
  return `${sender(identity, identity.bootId)},${rest}`;
}

function sender({ tenant, store, gateway }: UplinkIdentity, bootId: string): string {
  return JSON.stringify({ contract: CONTRACT_VERSION, tenant, store, gateway, bootId }).slice(0, -1);
}
