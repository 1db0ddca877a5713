import type { EpochMs, SensorId } from '../../core/model/ids.ts';
import type { SensorObservation } from '../../core/model/observation.ts';
import { readXml } from '../push/body-tree.ts';
import type { Tree } from '../push/path.ts';
import { findAll, parsePath } from '../push/path.ts';

/**
 * Largest number of remembered events. They are remembered because two pull points may deliver the same event, which
 * must count once.
 */
const MOST_KNOWN = 5_000;
const COUNTED = /^(?:count|total|objects?count|humancount)$/i;
const CROSSED = /(?:LineDetector\/Crossed|LineCross|CrossedLine|Crossline)/i;
const RULE = /^(?:rule|rulename|scenario)$/i;

export interface Rules {
  readonly in: string;
  readonly out: string | undefined;
}

type Items = ReadonlyMap<string, string>;

interface Notification {
  readonly topic: string;
  readonly utc: string;
  readonly isBaseline: boolean;
  readonly source: Items;
  readonly data: Items;
}

const NOTIFICATIONS = parsePath('$.Envelope.Body.PullMessagesResponse.NotificationMessage[*]');

/**
 * Converts the notifications of a camera's pull point into counts. A rule that reports crossings yields one count per
 * crossing. A rule that reports a total yields that total.
 */
export class CameraCounts {
  readonly #sensor: SensorId;
  readonly #rules: Rules;
  readonly #known = new Set<string>();
  readonly #totals: { in: number | null; out: number | null } = { in: null, out: null };
  #from: EpochMs;

  constructor(sensor: SensorId, rules: Rules, from: EpochMs) {
    this.#sensor = sensor;
    this.#rules = rules;
    this.#from = from;
  }

  /** Reads one answer of the camera, which may be empty. Never throws, for any text. */
  read(xml: string, at: EpochMs): readonly SensorObservation[] {
    const found = notificationsIn(xml).filter((each) => this.#isNew(each));
    const crossings = { in: 0, out: 0 };
    for (const each of found) this.#acceptNotification(each, crossings);
    const from = this.#from;
    this.#from = at;
    const sensor = this.#sensor;
    const { in: entered, out: left } = this.#totals;
    if (entered !== null || left !== null)
      return [{ kind: 'CounterRead', sensor, at, mode: 'total', entered, left }];
    if (from >= at) return [];
    const people = { entered: crossings.in, left: this.#rules.out === undefined ? null : crossings.out };
    return [{ kind: 'IntervalCounted', sensor, at, from, to: at, ...people }];
  }

  #acceptNotification(
    { topic, isBaseline, source, data }: Notification,
    crossings: { in: number; out: number },
  ): void {
    const direction = this.#findDirection(findItem(source, RULE) ?? findItem(data, RULE));
    if (direction === undefined) return;
    const total = Number(findItem(data, COUNTED) ?? Number.NaN);
    if (Number.isSafeInteger(total) && total >= 0) this.#totals[direction] = total;
    else if (CROSSED.test(topic) && !isBaseline) crossings[direction] += 1;
  }

  #findDirection(rule: string | undefined): 'in' | 'out' | undefined {
    if (rule === undefined) return undefined;
    if (rule === this.#rules.in) return 'in';
    return rule === this.#rules.out ? 'out' : undefined;
  }

  #isNew({ topic, utc, source, data }: Notification): boolean {
    const key = [topic, utc, ...source.values(), '|', ...data.values()].join(' ');
    if (this.#known.has(key)) return false;
    this.#known.add(key);
    const [oldest] = this.#known;
    if (this.#known.size > MOST_KNOWN && oldest !== undefined) this.#known.delete(oldest);
    return true;
  }
}

function notificationsIn(xml: string): readonly Notification[] {
  const body = readXml(xml);
  if (NOTIFICATIONS === undefined || body === undefined) return [];
  return findAll(NOTIFICATIONS, body, body).map((each) => {
    const text = (path: string) => {
      const found = findOne(each, path);
      return typeof found === 'string' ? found : '';
    };
    return {
      topic: text('.Topic._') || text('.Topic'),
      utc: text('.Message.Message.UtcTime'),
      isBaseline: text('.Message.Message.PropertyOperation') === 'Initialized',
      source: itemsIn(each, '.Message.Message.Source.SimpleItem[*]'),
      data: itemsIn(each, '.Message.Message.Data.SimpleItem[*]'),
    };
  });
}

function itemsIn(tree: Tree, path: string): Items {
  const items = findEach(tree, path).map(
    (item) => [String(findOne(item, '.Name')), String(findOne(item, '.Value'))] as const,
  );
  return new Map(items);
}

function findItem(items: Items, name: RegExp): string | undefined {
  return [...items].find(([key]) => name.test(key))?.[1];
}

function findOne(tree: Tree, path: string): Tree {
  return findEach(tree, path)[0];
}

function findEach(tree: Tree, path: string): readonly Tree[] {
  const parsed = parsePath(path);
  return parsed === undefined ? [] : findAll(parsed, tree, tree);
}
