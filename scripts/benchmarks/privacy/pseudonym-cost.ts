import { AdvertProcessor } from '../../../src/links/ble/advert-processor.ts';

const SECONDS = 120;
const ADVERTS_A_SECOND = 2_000;
const HEAD_BYTES = 6;
/** A phone's advertisement, after six bytes of address. */
const DATA = Buffer.from('02011a020a0c0aff4c001005441cbd08c5', 'hex');

interface Crowd {
  readonly name: string;
  /** Which radio the advert comes from. */
  readonly radioOf: (advert: number) => number;
}

const CROWDS: readonly Crowd[] = [
  { name: '400 phones, each heard 5 times a second', radioOf: (advert) => advert % 400 },
  { name: '2,000 phones, each heard once a second', radioOf: (advert) => advert % 2_000 },
  {
    name: '2,000 phones, of which 10 % change their address each minute',
    radioOf: (advert) => (advert % 2_000) + (advert % 10 === 0 ? 10_000 * Math.floor(advert / 120_000) : 0),
  },
  { name: 'every advert from a new address (worst case)', radioOf: (advert) => advert },
];

/** Cost per advert of counting unknown radios, including their pseudonyms and facts. */
export function pseudonymCost(): object[] {
  for (const crowd of CROWDS) microsecondsAnAdvert(crowd, true);
  return CROWDS.map((crowd) => {
    const runs = [0, 1, 2].map(() => {
      const without = microsecondsAnAdvert(crowd, false);
      return { without, added: microsecondsAnAdvert(crowd, true) - without };
    });
    const median = runs.toSorted((a, b) => a.added - b.added)[1] ?? { without: 0, added: 0 };
    return {
      crowd: crowd.name,
      'µs an advert without': median.without.toFixed(2),
      'µs that pseudonyms add': median.added.toFixed(2),
    };
  });
}

function microsecondsAnAdvert({ radioOf }: Crowd, unknownRadios: boolean): number {
  const hearing = new AdvertProcessor([], { unknownRadios });
  const bytes = Buffer.concat([Buffer.alloc(HEAD_BYTES), DATA]);
  bytes[5] = 0x4f;
  const before = process.cpuUsage();
  for (let second = 0; second < SECONDS; second++) {
    for (let i = 0; i < ADVERTS_A_SECOND; i++) {
      bytes.writeUInt32LE(radioOf(second * ADVERTS_A_SECOND + i), 0);
      hearing.report(bytes, 0, -60 - (i % 30), HEAD_BYTES, bytes.length, second * 1_000);
    }
    hearing.takeRadios(second * 1_000);
  }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / (SECONDS * ADVERTS_A_SECOND);
}
