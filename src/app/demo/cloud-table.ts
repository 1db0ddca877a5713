import type { CountRow, IndoorRow } from '../../core/privacy/rows.ts';
import { table } from '../process/terminal.ts';

/** Keeps what ingest would keep: each count row in its highest revision, and all indoor rows. */
export class CloudTable {
  readonly #counts = new Map<string, CountRow>();
  readonly #indoor = new Map<string, IndoorRow>();
  #messages = 0;

  receive(topic: string, text: string): void {
    const name = topic.split('/').at(-1);
    if (name !== 'count' && name !== 'indoor') return;
    this.#messages += 1;
    const { rows } = JSON.parse(text) as { readonly rows: readonly (CountRow | IndoorRow)[] };
    for (const row of rows) this.#keep(row);
  }

  #keep(row: CountRow | IndoorRow): void {
    if (!('rev' in row)) this.#indoor.set(row.from, row);
    else if ((this.#counts.get(row.from)?.rev ?? 0) < row.rev) this.#counts.set(row.from, row);
  }

  get size(): number {
    return this.#counts.size;
  }

  /** Prints the whole run as two tables: counts per 15 minutes, and indoor metrics. */
  text(): string {
    const counts = [...this.#counts.values()].sort((a, b) => a.from.localeCompare(b.from));
    const quarters = Map.groupBy(counts, ({ from }) => quarterOf(from));
    const rows = [...quarters].map(([quarter, list]) => {
      const seen = sum(list.map(({ store }) => store?.seenS));
      const all = sum(list.map(({ seconds }) => seconds)) ?? 0;
      const share = `${Math.round((100 * (seen ?? 0)) / Math.max(1, all))} %`;
      const total = (direction: 'in' | 'out') => shown(sum(list.map(({ store }) => store?.[direction])));
      return [quarter, String(list.length), share, total('in'), total('out')];
    });
    const store = table([['quarter (UTC)', 'rows', 'coverage', 'in', 'out'], ...rows]);
    return `${store}\n\n${this.#indoorText()}\n\n${counts.length} count rows in ${this.#messages} messages`;
  }

  #indoorText(): string {
    const rows = [...this.#indoor.values()].flatMap(({ from, zones = [] }) =>
      zones.map(({ id, few, out, visits, engaged }) => [
        from.slice(0, 16).replace('T', ' '),
        ...[id, few === true ? 'few' : shown(out), shown(visits), shown(engaged)],
      ]),
    );
    return table([['from (UTC)', 'zone', 'out', 'visits', 'engaged'], ...rows]);
  }
}

/** Returns the sum of the known values, or null when none is known. */
function sum(values: readonly (number | null | undefined)[]): number | null {
  const known = values.filter((value) => typeof value === 'number');
  return known.length === 0 ? null : known.reduce((total, value) => total + value, 0);
}

function shown(value: number | null | undefined): string {
  return typeof value === 'number' ? String(value) : '–';
}

function quarterOf(from: string): string {
  const minute = Math.floor(Number(from.slice(14, 16)) / 15) * 15;
  return `${from.slice(0, 14)}${String(minute).padStart(2, '0')}`.replace('T', ' ');
}
