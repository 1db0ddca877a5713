import type { WindowSummary } from '../../core/model/window-summary.ts';
import type { SummaryMessage } from '../../ports/contract.ts';
import { table } from '../process/terminal.ts';

/** What a receiver keeps: the highest revision of every window. */
export class CloudTable {
  readonly #windows = new Map<string, WindowSummary>();
  #messages = 0;

  receive(topic: string, text: string): void {
    if (!topic.endsWith('/summary')) return;
    this.#messages += 1;
    for (const { window } of (JSON.parse(text) as SummaryMessage).windows) {
      const key = `${window.startAt}/${window.durationMs}`;
      const known = this.#windows.get(key);
      if (known === undefined || known.revision < window.revision) this.#windows.set(key, window);
    }
  }

  get size(): number {
    return this.#windows.size;
  }

  get last(): WindowSummary | undefined {
    return [...this.#windows.values()].at(-1);
  }

  /** The whole time in one table, by quarter of an hour. */
  text(): string {
    const windows = [...this.#windows.values()].sort((a, b) => a.startAt.localeCompare(b.startAt));
    const quarters = Map.groupBy(windows, (window) => quarterOf(window.startAt));
    const zones = windows[0]?.zones.map((zone) => zone.zone) ?? [];
    const sum = (list: readonly (number | null | undefined)[]) =>
      list.every((value) => value === null || value === undefined)
        ? '–'
        : String(list.reduce<number>((total, value) => total + (value ?? 0), 0));
    const rows = [...quarters].map(([quarter, list]) => [
      quarter,
      String(list.length),
      `${Math.round((100 * list.reduce((total, window) => total + window.store.coverage, 0)) / list.length)} %`,
      sum(list.map((window) => window.store.entries)),
      sum(list.map((window) => window.store.exits)),
      ...zones.map((id) => sum(list.map((window) => window.zones.find((zone) => zone.zone === id)?.visits))),
    ]);
    const head = [
      'quarter (UTC)',
      'windows',
      'coverage',
      'entries',
      'exits',
      ...zones.map((zone) => `${zone} visits`),
    ];
    return `${table([head, ...rows])}\n\n${this.#windows.size} windows in ${this.#messages} messages`;
  }
}

function quarterOf(startAt: string): string {
  const minute = Math.floor(Number(startAt.slice(14, 16)) / 15) * 15;
  return `${startAt.slice(0, 14)}${String(minute).padStart(2, '0')}`.replace('T', ' ');
}
