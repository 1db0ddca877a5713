import { z } from 'zod';
import type { ResponseMessage } from '../../ports/messages/command.ts';
import { countRow } from '../../ports/messages/count.ts';
import { dayRow } from '../../ports/messages/day.ts';
import { eventRow } from '../../ports/messages/event.ts';
import {
  CONTRACT_VERSION,
  DEEPEST_NESTING,
  id,
  MOST_MESSAGE_BYTES,
  rowsMessage,
} from '../../ports/messages/fields.ts';
import { forecastRow } from '../../ports/messages/forecast.ts';
import { indoorRow } from '../../ports/messages/indoor.ts';
import { meaningRow } from '../../ports/messages/meaning.ts';
import { MESSAGES } from '../../ports/messages/messages.ts';
import type { DeadLetter } from '../dead-letter.ts';
import { MOST_KEPT_CHARACTERS, toDeadLetter } from '../dead-letter.ts';
import { findWrongTime } from '../row-time.ts';
import { findUnstorable } from '../storable.ts';
import { isDeeperThan } from './json-depth.ts';

/** The sender as named by the topic. The name is right: the broker lets a gateway publish only to its own topics. */
export interface Sender {
  readonly tenant: string;
  readonly store: string;
  readonly gateway: string;
}

/** A row of a message with its sender. `state` and `report` messages count as one row. */
export interface WrittenRow extends Sender {
  readonly boot: string;
  readonly stream: string;
  readonly row: object;
}

/** Row numbers that will never arrive. */
export interface GapRow extends Sender {
  readonly fromSeq: number;
  readonly toSeq: number;
  readonly reason: string;
}

/** The content of one message: rows to write, row numbers that will never arrive, and refused parts. */
export interface ParsedMessage {
  readonly rows: readonly WrittenRow[];
  readonly gaps: readonly GapRow[];
  readonly dead: readonly DeadLetter[];
}

const ROWS = {
  count: countRow,
  indoor: indoorRow,
  day: dayRow,
  forecast: forecastRow,
  meaning: meaningRow,
  event: eventRow,
} as const;
const HEAD = rowsMessage(z.unknown(), 'Rows of any stream.');
const name = id('Part of a topic.');
const sender = z.object({ tenant: name, store: name, gateway: name });

/** Kinds of messages that gateways publish: the last level of the topic. */
export const STREAMS = [...Object.keys(ROWS), 'state', 'report', 'response'] as const;

class Refused extends Error {}

/**
 * Parses and checks a message. Never throws: an invalid message becomes a dead letter with the reason. `nowMs` is the
 * time by ingest's clock.
 */
export function parseMessage(topic: string, payload: Buffer, nowMs: number): ParsedMessage {
  try {
    return readMessage(topic, payload, nowMs);
  } catch (error) {
    const reason = error instanceof Refused ? error.message : `not legible: ${String(error)}`;
    return refuse(toDeadLetter(topic, reason, payload.toString('utf8', 0, MOST_KEPT_CHARACTERS)));
  }
}

export function refuse(...dead: readonly DeadLetter[]): ParsedMessage {
  return { rows: [], gaps: [], dead };
}

function readMessage(topic: string, payload: Buffer, nowMs: number): ParsedMessage {
  if (payload.length > MOST_MESSAGE_BYTES) throw new Refused(`larger than ${MOST_MESSAGE_BYTES} bytes`);
  const { from, stream } = readTopic(topic);
  if (isDeeperThan(DEEPEST_NESTING, payload)) throw new Refused(`nested deeper than ${DEEPEST_NESTING}`);
  const message = parseJson(payload);
  const version = isObject(message) ? message['v'] : undefined;
  if (typeof version === 'number' && version !== CONTRACT_VERSION)
    throw new Refused(`foreign major version ${version}`);
  if (stream === 'response')
    return { rows: [], gaps: toGaps(from, check(MESSAGES.response, message)), dead: [] };
  if (stream === 'state') return { rows: [toState(from, message)], gaps: [], dead: [] };
  if (stream === 'report') return { rows: [toReport(from, message)], gaps: [], dead: [] };
  const { boot, rows } = check(HEAD, message);
  return joinParsed(rows.map((row) => readRow({ topic, from, stream, boot, nowMs }, row)));
}

type RowStream = keyof typeof ROWS;
type Stream = RowStream | 'state' | 'report' | 'response';

function readTopic(topic: string): { from: Sender; stream: Stream } {
  const [root, version, tenant, store, gateway, stream = '', ...more] = topic.split('/', 8);
  if (version !== `v${CONTRACT_VERSION}`) throw new Refused(`foreign major version: topic of '${version}'`);
  if (root !== 'lintel' || more.length > 0 || !isStream(stream)) throw new Refused(`no stream '${stream}'`);
  return { from: check(sender, { tenant, store, gateway }), stream };
}

const isStream = (stream: string): stream is Stream => (STREAMS as readonly string[]).includes(stream);

interface RowPlace {
  readonly topic: string;
  readonly from: Sender;
  readonly stream: RowStream;
  readonly boot: string;
  readonly nowMs: number;
}

/**
 * Parses one row. A refused row does not affect the other rows of the message. Its number is written off, so that
 * ingest does not request it again.
 */
function readRow({ topic, from, stream, boot, nowMs }: RowPlace, row: unknown): ParsedMessage {
  const parsed = ROWS[stream].safeParse(row);
  const problem = parsed.success
    ? (findUnstorable(stream, row) ?? findWrongTime(stream, parsed.data, nowMs))
    : firstIssue(parsed.error);
  if (problem === undefined)
    return { rows: [{ ...from, boot, stream, row: row as object }], gaps: [], dead: [] };
  const seq = isObject(row) ? row['seq'] : undefined;
  return {
    rows: [],
    gaps: isSeq(seq) ? [{ ...from, fromSeq: seq, toSeq: seq, reason: 'refused' }] : [],
    dead: [toDeadLetter(topic, problem, JSON.stringify(row))],
  };
}

function toState(from: Sender, message: unknown): WrittenRow {
  const { boot, since } = check(MESSAGES.state, message);
  const problem = findUnstorable('state', { ...(message as object), at: since });
  if (problem !== undefined) throw new Refused(problem);
  return { ...from, boot, stream: 'state', row: message as object };
}

function toReport(from: Sender, message: unknown): WrittenRow {
  const { boot, since } = check(MESSAGES.report, message);
  const at = since === null ? {} : { at: since };
  const problem = findUnstorable('report', { ...(message as object), ...at });
  if (problem !== undefined) throw new Refused(problem);
  return { ...from, boot, stream: 'report', row: message as object };
}

function toGaps(from: Sender, { missing }: ResponseMessage): GapRow[] {
  return missing
    .filter(({ fromSeq, toSeq }) => fromSeq <= toSeq)
    .map(({ fromSeq, toSeq, reason }) => ({ ...from, fromSeq, toSeq, reason }));
}

export function joinParsed(messages: readonly ParsedMessage[]): ParsedMessage {
  return {
    rows: messages.flatMap(({ rows }) => rows),
    gaps: messages.flatMap(({ gaps }) => gaps),
    dead: messages.flatMap(({ dead }) => dead),
  };
}

function check<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw new Refused(firstIssue(parsed.error));
  return parsed.data;
}

function firstIssue({ issues: [issue] }: z.ZodError): string {
  return `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not the contract'}`;
}

function parseJson(payload: Buffer): unknown {
  try {
    return JSON.parse(payload.toString());
  } catch {
    throw new Refused('not JSON');
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;
const isSeq = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 1;
