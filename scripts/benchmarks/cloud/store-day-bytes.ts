/**
 * What a store sends on a day: bytes of payload, and on the wire with MQTT, TLS and TCP. The commits of a store with two
 * doors, six zones, a queue and sixteen kinds of steps go through the product's uplink to a real Mosquitto over TLS.
 * Beside it the simulated boutique with its lines, shopfront, feedback, trolleys and four receivers. Exits with 1 when the
 * first sends more than 1.2 MB on the wire or .75 MB of payload.
 */
import type { AddressInfo, Socket } from 'node:net';
import { connect, createServer } from 'node:net';
import type { Commit, EventStore } from '../../../src/ports/event-store.ts';
import { openUplink } from '../../../src/uplink/open-uplink.ts';
import { startMosquitto } from '../../../test/support/links/mosquitto.ts';
import { RealClock } from '../../../test/support/real-clock.ts';
import { silentLog } from '../../../test/support/silent-log.ts';
import { openMemoryStore } from '../../../test/support/storage/memory-store.ts';
import { passedRecord } from '../../../test/support/storage/released-record.ts';
import { until } from '../../../test/support/until.ts';
import { quickSettings } from '../../../test/support/uplink/settings.ts';
import { recordCommits } from '../storage/store-commits.ts';
import { twoDoorCommits } from './two-door-day.ts';

const IDENTITY = {
  tenant: 'acme',
  store: 'high-street-12',
  gateway: 'gw-1',
  bootId: '0f8fad5b',
  version: '0.1.0',
};
const MOST_WIRE_MB = 1.2;
const MOST_PAYLOAD_MB = 0.75;
/** IPv4 and TCP with time stamps, and what of a segment is left for bytes. */
const HEADER_BYTES = 52;
const SEGMENT_BYTES = 1_448;

interface Counted {
  bytes: number;
  segments: number;
  pieces: number;
}

/** A relay that counts. */
async function startMeter(targetPort: number) {
  const counted: Counted = { bytes: 0, segments: 0, pieces: 0 };
  const relay = (from: Socket, to: Socket) => {
    from.on('data', (piece: Buffer) => {
      counted.bytes += piece.length;
      counted.pieces += 1;
      counted.segments += Math.ceil(piece.length / SEGMENT_BYTES);
      to.write(piece);
    });
    from.on('error', () => to.destroy());
    from.on('close', () => to.destroy());
  };
  const server = createServer((near) => {
    const far = connect(targetPort, '127.0.0.1');
    relay(near, far);
    relay(far, near);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { counted, port: (server.address() as AddressInfo).port, close: () => server.close() };
}

/** Rows as they stand in their messages, with number and quality of the clock; events have their time too. */
function payloadBytesOf({ rows, events }: Commit): number {
  const rowBytes = rows.map(({ payload }) => Buffer.byteLength(payload) + ROW_BYTES);
  const eventBytes = events.map((event) => Buffer.byteLength(event) + ROW_BYTES + EVENT_BYTES);
  return [...rowBytes, ...eventBytes].reduce((sum, bytes) => sum + bytes, 0);
}
const ROW_BYTES = '"seq":123456,"clock":"synced",'.length;
const EVENT_BYTES = '"at":"2026-05-04T08:30:00Z","event":'.length;
const MESSAGE_BYTES = '{"v":2,"boot":"0f8fad5b","rows":[]}'.length;

type DayCommit = Pick<Commit, 'rows' | 'events' | 'checkpoint'>;

interface DayBytes {
  readonly name: string;
  readonly messages: number;
  readonly payloadMb: number;
  readonly tlsMb: number;
  readonly wireMb: number;
}

async function measure(name: string, commits: readonly DayCommit[]): Promise<DayBytes> {
  await using broker = await startMosquitto({ clientCertificates: true });
  const meter = await startMeter(broker.port);
  const issued = broker.authority?.issue({ name: 'gw-1' }) ?? { certFile: '', keyFile: '' };
  const files = { caFile: broker.caFile ?? '', certFile: issued.certFile, keyFile: issued.keyFile };
  let payloadBytes = 0;
  const store = openMemoryStore({ bootId: IDENTITY.bootId, maxBytes: 1e9 }, (commit) => {
    payloadBytes += payloadBytesOf(commit);
  });
  const options = { store, identity: IDENTITY, clock: new RealClock(), log: silentLog, random: Math.random };
  const uplink = openUplink({
    ...options,
    settings: quickSettings(`mqtts://127.0.0.1:${meter.port}`, files),
  });
  await until('the uplink is connected', () => uplink.status().state === 'connected');
  let messages = 0;
  for (const [index, { rows, events, checkpoint }] of commits.entries()) {
    store.commit({ ...stamp(index), rows, events, checkpoint });
    messages += new Set(rows.map(({ lane }) => lane)).size + Math.min(1, events.length);
    uplink.nudge();
    await sent(store);
  }
  await uplink.close(2_000);
  meter.close();
  const { bytes, segments, pieces } = meter.counted;
  // The broker's answer acknowledges a message to TCP too; the gateway acknowledges the answer in a packet of its own.
  const wireMb = (bytes + (segments + pieces / 2) * HEADER_BYTES) / 1e6;
  const payloadMb = (payloadBytes + messages * MESSAGE_BYTES) / 1e6;
  return { name, messages, payloadMb, tlsMb: bytes / 1e6, wireMb };
}

function shown({ name, messages, payloadMb, tlsMb, wireMb }: DayBytes): object {
  const [payload, tls, wire] = [payloadMb, tlsMb, wireMb].map((mb) => mb.toFixed(3));
  return { store: name, messages, 'payload, MB': payload, 'MQTT and TLS, MB': tls, 'on the wire, MB': wire };
}

function stamp(index: number): Omit<Commit, 'rows' | 'events' | 'checkpoint'> {
  const at = (Date.UTC(2026, 4, 4) + index * 60_000) as Commit['checkpointAt'];
  return { checkpointAt: at, monotonicMs: index * 60_000, wallMs: at, timeQuality: 'synced' };
}

/** Within the turn in which the answer comes: the uplink then has nothing on its way. */
async function sent(store: EventStore): Promise<void> {
  while (store.status().outboxRows > 0) await new Promise((resolve) => setTimeout(resolve, 1));
}

export async function run(): Promise<void> {
  const recorded = await recordCommits();
  const boutique = recorded.map((commit) => ({
    ...commit,
    rows: commit.rows.map((row) => passedRecord(row)),
  }));
  const [larger, usual] = [await measure('boutique', boutique), await measure('two doors', twoDoorCommits())];
  console.table([usual, larger].map(shown));
  console.log(`two doors: at most ${MOST_WIRE_MB} MB on the wire and ${MOST_PAYLOAD_MB} MB of payload`);
  if (usual.wireMb > MOST_WIRE_MB || usual.payloadMb > MOST_PAYLOAD_MB) process.exitCode = 1;
}

if (import.meta.main) await run();
