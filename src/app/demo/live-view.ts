import type { Fact } from '../../core/model/fact.ts';
import type { Listener } from '../gateway/pipeline.ts';
import type { Terminal } from '../process/terminal.ts';
import { table } from '../process/terminal.ts';
import type { CloudTable } from './cloud-table.ts';

interface ZoneNow {
  inside: number;
  visits: number;
  dwellMs: number;
  last: string;
}

const REDRAW_MS = 200;
const RECENT_LINES = 8;

/**
 * Shows zones, doors and the rows that the cloud received, in the terminal. Redraws a terminal in place; prints lines
 * to any other output.
 */
export class LiveView implements Listener {
  readonly #terminal: Terminal;
  readonly #cloud: CloudTable;
  readonly #now: () => number;
  readonly #zones = new Map<string, ZoneNow>();
  readonly #doors = new Map<string, { in: number; out: number }>();
  readonly #recent: string[] = [];
  #drawnMs = 0;

  constructor(parts: {
    readonly terminal: Terminal;
    readonly cloud: CloudTable;
    readonly zones: readonly string[];
    readonly now: () => number;
  }) {
    this.#terminal = parts.terminal;
    this.#cloud = parts.cloud;
    this.#now = parts.now;
    for (const zone of parts.zones) this.#zones.set(zone, { inside: 0, visits: 0, dwellMs: 0, last: '' });
  }

  fact(fact: Fact): void {
    if (fact.kind === 'DoorCrossed') this.#cross(fact);
    if (fact.kind === 'ZoneEntered') this.#zone(fact.zone).inside += 1;
    if (fact.kind === 'ZoneLeft') {
      const zone = this.#zone(fact.zone);
      zone.inside = Math.max(0, zone.inside - 1);
      zone.visits += fact.resumedFrom === undefined ? 1 : 0;
      zone.dwellMs += fact.dwellMs;
      zone.last = `${(fact.dwellMs / 1000).toFixed(1)} s`;
    }
  }

  published(text: string): void {
    this.#recent.push(text);
    if (this.#recent.length > RECENT_LINES) this.#recent.shift();
    if (!this.#terminal.isInteractive) this.#terminal.out(`${text}\n`);
  }

  /** Draws the view. `head` is its first line: time, speed and broker. */
  draw(head: string): void {
    if (!this.#terminal.isInteractive || this.#now() - this.#drawnMs < REDRAW_MS) return;
    this.#drawnMs = this.#now();
    const zones = [...this.#zones].map(([id, zone]) => [
      id,
      `${zone.inside} ${'●'.repeat(Math.min(12, zone.inside))}`,
      String(zone.visits),
      zone.visits === 0 ? '–' : `${(zone.dwellMs / zone.visits / 1000).toFixed(1)} s`,
      zone.last,
    ]);
    const doors = [...this.#doors].map(([id, door]) => [id, String(door.in), String(door.out)]);
    const parts = [
      head,
      table([['zone', 'inside now', 'visits', 'mean dwell', 'last'], ...zones]),
      table([['door', 'in', 'out'], ...doors]),
      `sent to the cloud (${this.#cloud.size} windows so far)\n${this.#recent.join('\n')}`,
      'Ctrl-C stops.',
    ];
    this.#terminal.err(`\u001b[H\u001b[2J${parts.join('\n\n')}\n`);
  }

  #cross({ door, direction, count }: Extract<Fact, { kind: 'DoorCrossed' }>): void {
    const counts = this.#doors.get(door) ?? { in: 0, out: 0 };
    counts[direction] += count;
    this.#doors.set(door, counts);
  }

  #zone(id: string): ZoneNow {
    const zone = this.#zones.get(id);
    if (zone === undefined) throw new RangeError(`unknown zone '${id}'`);
    return zone;
  }
}
