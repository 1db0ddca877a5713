import type { Metric } from '../../system/metrics-server.ts';
import type { GatewayStatus } from './gateway.ts';

/** Returns Prometheus metrics with the values that `lintel status` shows. */
export function gatewayMetrics(status: () => GatewayStatus): readonly Metric[] {
  const store = (
    name: string,
    help: string,
    pick: (store: GatewayStatus['store']) => number | null,
  ): Metric => ({
    ...{ name: `lintel_storage_${name}`, help },
    read: () => pick(status().store),
  });
  return [
    store('bytes', 'Size of the ring on disk.', ({ sizeBytes }) => sizeBytes),
    store('max_bytes', 'What it may have.', ({ maxBytes }) => maxBytes),
    store('outbox_rows', 'Rows that the cloud lacks.', ({ outboxRows }) => outboxRows),
    store('dropped_rows_total', 'Rows lost for want of room.', ({ droppedRows }) => droppedRows),
    store('coarsened_rows_total', 'Rows merged into longer windows.', ({ coarsenedRows }) => coarsenedRows),
    store('damaged_rows_total', 'Rows that failed their checksum.', ({ damagedRows }) => damagedRows),
    store('rejected_rows', 'Rows that the broker refused for good.', ({ parkedRows }) => parkedRows),
    store('writable', '1 while the disk takes the store.', ({ writable }) => Number(writable)),
    store('written_bytes_total', 'Written since the opening.', ({ written }) => written.bytes),
    store('syncs_total', 'Syncs since the opening.', ({ written }) => written.syncs),
    store('commits_total', 'Commits since the opening.', ({ written }) => written.commits),
    store('slowest_commit_seconds', 'Longest wait.', ({ slowestCommitMs }) => slowestCommitMs / 1000),
    ...uplinkMetrics(status),
    ...sensorMetrics(status),
    {
      name: 'lintel_memory_bytes',
      help: 'Resident memory of the gateway’s own process.',
      read: () => process.memoryUsage.rss(),
    },
    {
      name: 'lintel_info',
      help: 'Always 1.',
      read: () => [{ labels: { version: status().version, gateway: status().gateway }, value: 1 }],
    },
  ];
}

function uplinkMetrics(status: () => GatewayStatus): Metric[] {
  const uplink = (name: string, help: string, pick: (uplink: UplinkNumbers) => number): Metric => ({
    ...{ name: `lintel_uplink_${name}`, help },
    read: () => {
      const now = status().uplink;
      return 'sentRows' in now ? pick(now) : null;
    },
  });
  return [
    uplink('connected', '1 while connected.', ({ state }) =>
      Number(state === 'connected' || state === 'stalled'),
    ),
    // A separate metric, because a stalled uplink has the state `waiting` while it reconnects.
    uplink('stalled', '1 while the broker accepts nothing.', ({ isStalled }) => Number(isStalled)),
    uplink('sent_rows_total', 'Acknowledged by the broker.', ({ sentRows }) => sentRows),
    uplink('in_flight', 'Messages on their way.', ({ inFlight }) => inFlight),
    uplink('connections_total', 'Connections made.', ({ connections }) => connections),
    uplink('failures_total', 'Connections that failed or ended.', ({ failures }) => failures),
    uplink('commands_refused_total', 'Commands not followed.', ({ commandsRefused }) => commandsRefused),
  ];
}

type UplinkNumbers = Extract<GatewayStatus['uplink'], { readonly sentRows: number }>;

function sensorMetrics(status: () => GatewayStatus): Metric[] {
  const sensors = (read: (sensor: GatewayStatus['sensors'][number]) => number) => () =>
    status().sensors.map((sensor) => ({
      labels: { sensor: sensor.sensor, type: sensor.type },
      value: read(sensor),
    }));
  return [
    {
      name: 'lintel_sensor_up',
      help: '1 while it delivers.',
      read: sensors(({ state }) => Number(state === 'up')),
    },
    {
      name: 'lintel_sensor_restarts_total',
      help: 'Times it had to be opened again.',
      read: sensors(({ restarts }) => restarts),
    },
  ];
}
