import { messageExamples } from '../../../scripts/generate/messages/examples.ts';
import type { ParsedMessage } from '../../../src/cloud/messages/parse-message.ts';
import { parseMessage } from '../../../src/cloud/messages/parse-message.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** Ten to midnight, UTC, ten days ago: receivers accept no times long ago. */
export const START_MS: number = (Math.floor(Date.now() / DAY_MS) - 10) * DAY_MS - 10 * MINUTE_MS;

interface Template {
  readonly v: 2;
  readonly boot: string;
  readonly rows: readonly Readonly<Record<string, unknown>>[];
}

/** Made once: a gate runs for it. */
const EXAMPLES = messageExamples();
const COUNT = EXAMPLES.count as Template;

export function isoSecond(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}

export interface SampleRow {
  readonly seq: number;
  readonly minute: number;
  readonly entries: number;
  readonly rev?: number;
  readonly seconds?: number;
}

/** A `count` message with rows of the given numbers, `minute` after `START_MS`. */
export function countMessage(rows: readonly SampleRow[], more: object = {}): Template {
  const [template = {}] = COUNT.rows;
  const store = template['store'] as object;
  return {
    ...COUNT,
    rows: rows.map(({ seq, minute, entries, rev = 1, seconds = 60 }) => ({
      ...{ ...template, seq, rev, seconds, from: isoSecond(START_MS + minute * MINUTE_MS) },
      store: { ...store, in: entries },
      ...more,
    })),
  };
}

/** An example of any message, with the times of its rows moved to `START_MS`. */
export function exampleMessage(name: keyof typeof EXAMPLES, seq = 1): Record<string, unknown> {
  const message = EXAMPLES[name] as Partial<Template>;
  if (!Array.isArray(message.rows)) return { ...message };
  const from = isoSecond(START_MS);
  const moved = message.rows.map((row) => {
    const time = 'at' in row ? { at: from } : { from };
    return { ...row, seq, ...time, ...('day' in row ? { day: from.slice(0, 10) } : {}) };
  });
  return { ...message, rows: moved };
}

export const topicOf = (gateway: string, stream: string, version = 'v2'): string =>
  `lintel/${version}/acme/high-street-12/${gateway}/${stream}`;

/** As the receiver reads it, at the real time. */
export function parse(topic: string, payload: unknown): ParsedMessage {
  const text = typeof payload === 'string' ? payload : JSON.stringify(payload);
  return parseMessage(topic, Buffer.from(text), Date.now());
}
