import type { ReplyMessage } from '../ports/command-contract.ts';
import { replyMessage } from '../ports/command-contract.ts';
import type { EventMessage, SummaryMessage } from '../ports/contract.ts';
import { eventMessage, summaryMessage } from '../ports/contract.ts';

/** Longer payloads are no messages of ours; what is kept of a refused one is cut to this. */
const MAX_PAYLOAD_CHARACTERS = 1_000_000;
const KEPT_CHARACTERS = 20_000;

export interface WindowRow {
  readonly tenant: string;
  readonly store: string;
  readonly gateway: string;
  readonly startAt: string;
  readonly durationMs: number;
  /** The boot that believed this time, when nobody knows it; else empty. */
  readonly unsyncedBoot: string;
  readonly revision: number;
  readonly seq: number;
  readonly timeQuality: string;
  readonly body: string;
}

export interface EventRow {
  readonly tenant: string;
  readonly store: string;
  readonly gateway: string;
  readonly seq: number;
  readonly at: string;
  readonly kind: string;
  readonly body: string;
}

/** Numbers of a gateway that will never come. */
export interface GapRow {
  readonly tenant: string;
  readonly store: string;
  readonly gateway: string;
  readonly fromSeq: number;
  readonly toSeq: number;
  readonly reason: string;
}

export interface DeadLetter {
  readonly topic: string;
  readonly reason: string;
  readonly payload: string;
}

/** What one message holds: rows to write, or why it is refused. */
export interface ParsedMessage {
  readonly windows: readonly WindowRow[];
  readonly events: readonly EventRow[];
  readonly gaps: readonly GapRow[];
  readonly dead: readonly DeadLetter[];
}

const NOTHING: ParsedMessage = { windows: [], events: [], gaps: [], dead: [] };

/** How much of a transaction a message is. */
export function toRows({ windows, events, gaps, dead }: ParsedMessage): number {
  return windows.length + events.length + gaps.length + dead.length;
}

const SCHEMAS = { summary: summaryMessage, event: eventMessage, response: replyMessage } as const;

/** A message that is not written, and why. */
export function toDeadLetter(topic: string, text: string, reason: string): ParsedMessage {
  const payload = text.slice(0, KEPT_CHARACTERS).replaceAll('\0', '\uFFFD');
  return { ...NOTHING, dead: [{ topic, reason, payload }] };
}

/** Never throws: what does not keep the contract becomes a dead letter with its reason. */
export function parseMessage(topic: string, text: string): ParsedMessage {
  if (text.length > MAX_PAYLOAD_CHARACTERS)
    return toDeadLetter(topic, text, `longer than ${MAX_PAYLOAD_CHARACTERS} characters`);
  const [, , tenant, store, gateway, stream] = topic.split('/');
  if (stream === undefined || !Object.hasOwn(SCHEMAS, stream))
    return toDeadLetter(topic, text, `no stream '${stream}'`);
  const parsed = SCHEMAS[stream as keyof typeof SCHEMAS].safeParse(parseJson(text));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return toDeadLetter(
      topic,
      text,
      `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not the contract'}`,
    );
  }
  const message = parsed.data;
  // A device may only speak for itself: its topic is what the broker's access list let it use.
  if (message.tenant !== tenant || message.store !== store || message.gateway !== gateway) {
    return toDeadLetter(topic, text, 'sender and topic differ');
  }
  if ('windows' in message) return { ...NOTHING, windows: windowRows(message) };
  return 'events' in message
    ? { ...NOTHING, events: eventRows(message) }
    : { ...NOTHING, gaps: gapRows(message) };
}

function windowRows({ tenant, store, gateway, bootId, windows }: SummaryMessage): WindowRow[] {
  return windows.map(({ seq, timeQuality, window }) => ({
    tenant,
    store,
    gateway,
    startAt: window.startAt,
    durationMs: window.durationMs,
    unsyncedBoot: timeQuality === 'unsynced' ? bootId : '',
    revision: window.revision,
    seq,
    timeQuality,
    body: JSON.stringify(window),
  }));
}

function eventRows({ tenant, store, gateway, events }: EventMessage): EventRow[] {
  return events.map(({ seq, at, event }) => ({
    tenant,
    store,
    gateway,
    seq,
    at,
    kind: event.kind,
    body: JSON.stringify(event),
  }));
}

function gapRows({ tenant, store, gateway, missing }: ReplyMessage): GapRow[] {
  return missing.map((gap) => ({ tenant, store, gateway, ...gap }));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
