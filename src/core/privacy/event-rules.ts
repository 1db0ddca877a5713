/**
 * Rules for alarms and health events: the fields of each kind that may leave, and their form. Of an unknown kind only
 * the name leaves. No alarm is lost, and no other field leaves.
 */
import type { Json } from '../model/ids.ts';
/** Reports a field that has no rule. The path names it; its value never appears. */
export type RefusalSink = (path: string) => void;

/** `code`: a stable word or an id. `text`: a sentence, in which everything that looks like an address is redacted. */
export type EventForm = 'code' | 'text' | 'whole' | 'numbers';

export const EVENT_RULES: Readonly<Record<string, Readonly<Record<string, EventForm>>>> = {
  SettingsRejected: { reason: 'text' },
  SettingsChanged: { revision: 'whole', phase: 'code', reason: 'text' },
  DefinitionChanged: { def: 'code', droppedGroups: 'whole' },
  CertificateNotRenewed: { reason: 'text', daysLeft: 'whole' },
  SensorFaulted: { sensor: 'code', cause: 'code', remedy: 'text', detail: 'text' },
  EntriesUnusual: { day: 'code', hour: 'whole', entries: 'whole', expected: 'whole', percent: 'whole' },
  SensorRecovered: { sensor: 'code' },
  CounterRestarted: { sensor: 'code', cause: 'code' },
  TagBatteryLow: { tag: 'code', percent: 'whole', millivolts: 'whole' },
  ClockStepped: { byMs: 'whole' },
  GatewayRestarted: { reason: 'text', safeMode: 'code' },
  GatewayPaused: { forMs: 'whole' },
  WriteBudgetExceeded: { bytes: 'whole', syncs: 'whole' },
  DiskSlow: { slowestMs: 'whole' },
  RowsDropped: { rows: 'whole', total: 'whole' },
  StorageFailing: { detail: 'text' },
  StorageRecovered: {},
  EgressRefused: { path: 'text' },
  CameraPreviewOpened: { sensor: 'code', minutes: 'whole' },
  rows_damaged: { rows: 'whole', seqs: 'numbers' },
  seq_gap: { fromSeq: 'whole', toSeq: 'whole', reason: 'code' },
  StorageReset: { reason: 'code', detail: 'text', toSeq: 'whole', missing: 'numbers' },
};

const MOST_TEXT = 1_000;
const KIND = /^[A-Za-z]{1,64}(?:_[a-z]{1,64})*$/;
const CODE = /^[\w.-]{1,64}$/;
/** Radio addresses, and other hexadecimal texts too long for a number, with any separators. */
const ADDRESS = /\b[0-9a-f]{2}(?:[:-][0-9a-f]{2}){3,}\b|\b(?=[0-9a-f]*\d)[0-9a-f]{12,}\b/gi;

/** Returns the event as it may leave; undefined when it has no kind. */
export function sanitizeEvent(event: Json, refused: RefusalSink): Json | undefined {
  if (typeof event !== 'object' || event === null || Array.isArray(event)) return undefined;
  const { kind, ...fields } = event as { readonly [field: string]: Json };
  if (typeof kind !== 'string' || kind.length > 40 || !KIND.test(kind)) return undefined;
  const rules = Object.hasOwn(EVENT_RULES, kind) ? EVENT_RULES[kind] : {};
  const clean: { [field: string]: Json } = { kind };
  for (const [field, value] of Object.entries(fields)) {
    const form = rules !== undefined && Object.hasOwn(rules, field) ? rules[field] : undefined;
    const sifted = form === undefined ? undefined : sanitizeValue(value, form);
    if (sifted === undefined) refused(`event.${kind}.?`);
    else clean[field] = sifted;
  }
  return clean;
}

function sanitizeValue(value: Json, form: EventForm): Json | undefined {
  if (form === 'whole') return Number.isSafeInteger(value) ? value : undefined;
  if (form === 'numbers') return isNumbers(value) ? value : undefined;
  if (typeof value !== 'string') return undefined;
  if (form === 'code') return CODE.test(value) && value.search(ADDRESS) < 0 ? value : undefined;
  return value.replace(ADDRESS, '…').slice(0, MOST_TEXT);
}

function isNumbers(value: Json): boolean {
  return Array.isArray(value) && value.every((item) => Number.isSafeInteger(item) || isNumbers(item));
}
