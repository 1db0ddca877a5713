/** Reports with some bytes changed: none may throw, and none may give a beacon that nobody sent. */
import type { DecodedBeacon } from '../../../src/core/beacons/beacon-fields.ts';
import { decodeAdvert } from '../../../src/core/beacons/decode-advert.ts';
import { eachReport } from '../../../src/core/beacons/hci-report.ts';
import { Random } from '../../../test/support/seeded-random.ts';

const REPORTS = Number(process.env['MUTATED_REPORTS'] ?? 1_000_000);
const MAX_FLIPS = 6;
const report = { addressAt: 0, addressType: 0, rssiDbm: 0, dataAt: 0, dataEnd: 0 };

interface Heard {
  readonly isWhole: boolean;
  readonly beacons: readonly DecodedBeacon[];
}

function decode(bytes: Uint8Array): Heard {
  const beacons: DecodedBeacon[] = [];
  const isWhole = eachReport(bytes, report, ({ addressAt, dataAt, dataEnd }) => {
    const address = bytes.slice(addressAt, addressAt + 6).reverse();
    beacons.push(...decodeAdvert(bytes, dataAt, dataEnd, { address }));
  });
  return { isWhole, beacons };
}

/**
 * Another identity than those sent, though none of its bytes was changed: the reader has taken other bytes for it. Where
 * bytes of an identity are changed nothing can tell, as these formats have no checksum.
 */
function isWrong(
  { id }: DecodedBeacon,
  sent: readonly DecodedBeacon[],
  bytes: Buffer,
  flips: readonly number[],
): boolean {
  if (id === undefined || sent.some((beacon) => beacon.id === id)) return false;
  const at = bytes.indexOf(Buffer.from(id, 'hex'));
  return !flips.some((flip) => flip >= at && flip < at + id.length / 2);
}

/** A battery beyond its scale, or a number that is none. */
function isAbsurd({ readings = {} }: DecodedBeacon): boolean {
  return Object.entries(readings).some(
    ([name, value]) =>
      Number.isNaN(value) || (name === 'battery' && typeof value === 'number' && value > 100),
  );
}

export function reportMutations(packets: readonly Uint8Array[]): void {
  const random = new Random(11);
  const sent = packets.map((packet) => decode(packet).beacons);
  let refused = 0;
  let beacons = 0;
  let wrong = 0;
  for (let i = 0; i < REPORTS; i++) {
    const which = i % packets.length;
    const bytes = Buffer.from(packets[which] ?? []);
    const flips = Array.from({ length: 1 + Math.floor(random.next() * MAX_FLIPS) }, () =>
      Math.floor(random.next() * bytes.length),
    );
    for (const flip of flips) bytes[flip] = Math.floor(random.next() * 256);
    const heard = decode(bytes);
    if (!heard.isWhole) refused++;
    beacons += heard.beacons.length;
    for (const beacon of heard.beacons)
      if (isAbsurd(beacon) || isWrong(beacon, sent[which] ?? [], bytes, flips)) wrong++;
  }
  console.log(
    `${REPORTS} mutated reports: no throw, ${refused} refused whole, ${beacons} beacons, ${wrong} that nobody sent; bound 0`,
  );
  if (wrong > 0) process.exitCode = 1;
}
