/**
 * From HCI bytes to what leaves the radio process: cost per advert, a sustained load, a million mutated reports, and
 * a million random addresses. Real packets where the recordings lie beside the project.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { eachReport } from '../../../src/core/beacons/hci-report.ts';
import { AdvertProcessor } from '../../../src/links/ble/advert-processor.ts';
import { Random } from '../../../test/support/seeded-random.ts';
import { FLOORS, located } from './locating-cost.ts';
import { reportMutations } from './mutated-reports.ts';

const PACKETS = join(
  import.meta.dirname,
  '..',
  '..',
  '..',
  '..',
  'shared',
  'data',
  'ble',
  'hci-packets.json',
);
const UUID = '00112233445566778899aabbccddeeff';
const ADDRESSES = 1_000_000;

/** An HCI event with one legacy report. */
function event(addressHex: string, dataHex: string): Uint8Array {
  const data = Buffer.from(dataHex, 'hex');
  const head = [0x04, 0x3e, 12 + data.length, 0x02, 0x01, 0x03, 0x01];
  return Buffer.concat([
    Buffer.from(head),
    Buffer.from(addressHex, 'hex').reverse(),
    Buffer.from([data.length]),
    data,
    Buffer.from([0xc4]),
  ]);
}

const SAMPLES: Readonly<Record<string, Uint8Array>> = {
  'registered iBeacon': event('c00000000001', `0201061aff4c000215${UUID}00010001c5`),
  'iBeacon of nobody': event('c00000000002', `0201061aff4c000215${UUID}00010fffc5`),
  'phone of nobody': event('4f1122334455', '02011a020a0c0aff4c001005441cbd08c5'),
  'Eddystone-UID of nobody': event('c00000000003', '0303aafe1516aafe00e700112233445566778899aabbccddeeff'),
  'registered BTHome button': event('5448e68f80a5', '0201060a16d2fc400009016102ca09'),
  'Minew of nobody': event('ac233fa0002c', '0201061016e1ffa10164178040002c00a03f23ac'),
  'Kontakt.io of nobody': event('c00000000005', '0201060f166afe030601002f68596403056410'),
  'Teltonika of nobody': event('c00000000006', '0eff9a0801b708b4120ccb0bffc967'),
  'Xiaomi of nobody': event('4c65a8ddb89b', '020106151695fe5020aa01fe9bb8dda8654c0d1004b2007502'),
  'BTHome v1 of nobody': event('c00000000007', '0201060b161c182302c4090303bf13'),
  'registered RuuviTag': event(
    'cdd4fa527af2',
    '0201061bff990405138a5f61c4f0ffe4ffdc0414c5b6ec29b3f27a52fad4cd',
  ),
};

const TAGS = [
  { id: 'canary-1', kind: 'canary' as const, match: { uuid: UUID, major: 1, minor: 1 } },
  { id: 'shelf-1', kind: 'product' as const, match: { mac: '5448e68f80a5' } },
  { id: 'shelf-2', kind: 'product' as const, match: { mac: 'cdd4fa527af2' } },
  ...Array.from({ length: 500 }, (_, i) => ({
    id: `trolley-${i}`,
    kind: 'trolley' as const,
    match: { uuid: UUID, major: 2, minor: i },
  })),
];

const report = { addressAt: 0, addressType: 0, rssiDbm: 0, dataAt: 0, dataEnd: 0 };

function hearInto(hearing: AdvertProcessor, bytes: Uint8Array, nowMs: number): void {
  const isWhole = eachReport(bytes, report, ({ addressAt, rssiDbm, dataAt, dataEnd }) => {
    hearing.report(bytes, addressAt, rssiDbm, dataAt, dataEnd, nowMs);
  });
  if (!isWhole) hearing.countMalformed();
}

function costPerAdvert(): void {
  const hearing = new AdvertProcessor(TAGS, { unknownRadios: true });
  const ROUNDS = 200_000;
  let reference = 0;
  for (const [name, bytes] of [
    ['(parse the event only)', SAMPLES['phone of nobody']] as const,
    ...Object.entries(SAMPLES),
  ]) {
    if (bytes === undefined) continue;
    const once = (i: number) => {
      if (name.startsWith('(')) eachReport(bytes, report, () => undefined);
      else hearInto(hearing, bytes, i);
      if (i % 1000 === 0) hearing.takeTags();
    };
    for (let i = 0; i < 20_000; i++) once(i);
    const before = process.cpuUsage();
    for (let i = 0; i < ROUNDS; i++) once(i);
    const used = process.cpuUsage(before);
    const ns = (1000 * (used.user + used.system)) / ROUNDS;
    if (reference === 0) reference = ns;
    console.log(
      `${name.padEnd(28)} ${ns.toFixed(0).padStart(6)} ns ${(ns / reference).toFixed(1).padStart(6)} ×`,
    );
  }
}

/** Seconds of 5,000 adverts: how much of a core they take, the pseudonyms and the messages included. */
function sustained(): void {
  const hearing = new AdvertProcessor(TAGS, { unknownRadios: true });
  const SECONDS = 30;
  const mix = Object.values(SAMPLES);
  const random = new Random(3);
  const phones = Array.from({ length: 400 }, () => {
    const address = Array.from({ length: 6 }, () =>
      Math.floor(random.next() * 256)
        .toString(16)
        .padStart(2, '0'),
    );
    return event(address.join(''), '02011a020a0c0aff4c001005441cbd08c5');
  });
  let facts = 0;
  const before = process.cpuUsage();
  for (let second = 0; second < SECONDS; second++) {
    for (let i = 0; i < 5_000; i++) {
      const bytes = i % 3 === 0 ? mix[i % mix.length] : phones[i % phones.length];
      if (bytes !== undefined) hearInto(hearing, bytes, second * 1000 + i / 5);
      if (i % 1_250 === 0) facts += (JSON.parse(JSON.stringify(hearing.takeTags())) as unknown[]).length;
    }
    facts += (JSON.parse(JSON.stringify(hearing.takeRadios(second * 1000))) as unknown[]).length;
  }
  const used = process.cpuUsage(before);
  const share = (used.user + used.system) / 1e6 / SECONDS;
  if (share > 0.5) process.exitCode = 1;
  console.log(
    `5,000 adverts/s: ${(100 * share).toFixed(1)} % of a core (${(facts / SECONDS).toFixed(0)} facts/s); bound 50 %`,
  );
}

function readPackets(): Uint8Array[] {
  if (!existsSync(PACKETS)) return [];
  return (JSON.parse(readFileSync(PACKETS, 'utf8')) as { hciEventHex: string }[]).map(({ hciEventHex }) =>
    Buffer.from(hciEventHex, 'hex'),
  );
}

/** A day's addresses in some minutes of simulated time; what is kept of them after each fifth. */
function crowd(): void {
  const hearing = new AdvertProcessor(TAGS, { unknownRadios: true });
  const random = new Random(17);
  const bytes = event('000000000000', '02011a020a0c0aff4c001005441cbd08c5');
  const sizes: string[] = [];
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  for (let i = 1; i <= ADDRESSES; i++) {
    for (let k = 7; k < 13; k++) bytes[k] = Math.floor(random.next() * 256);
    hearInto(hearing, bytes, i);
    if (i % 1_000 === 0) hearing.takeRadios(i * 86);
    if (i % (ADDRESSES / 5) !== 0) continue;
    collect();
    sizes.push(`${(process.memoryUsage().heapUsed / 2 ** 20).toFixed(1)} MB`);
  }
  console.log(`${ADDRESSES} random addresses: held ${sizes.join(', ')}; bound +20 MB`);
}

export async function run(): Promise<void> {
  costPerAdvert();
  sustained();
  for (const floor of FLOORS) located(floor);
  reportMutations([...readPackets(), ...Object.values(SAMPLES)]);
  crowd();
  await Promise.resolve();
}

if (import.meta.main) await run();
