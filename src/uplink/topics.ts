import type { Lane } from '../ports/event-store.ts';
import type { UplinkIdentity } from '../ports/uplink.ts';

/**
 * Topics of the gateway: one per kind of row, and those for the state, commands, responses, remote settings and the
 * report.
 */
export type Topics = Readonly<Record<Lane | 'state' | 'command' | 'response' | 'desired' | 'report', string>>;

export function createTopics({ tenant, store, gateway }: UplinkIdentity): Topics {
  const root = `lintel/v2/${tenant}/${store}/${gateway}`;
  return {
    count: `${root}/count`,
    indoor: `${root}/indoor`,
    day: `${root}/day`,
    forecast: `${root}/forecast`,
    meaning: `${root}/meaning`,
    event: `${root}/event`,
    state: `${root}/state`,
    command: `${root}/command`,
    response: `${root}/response`,
    desired: `${root}/desired`,
    report: `${root}/report`,
  };
}
