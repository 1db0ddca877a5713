import type { EpochMs } from '../../core/model/ids.ts';
import type { ReportMessage } from '../../ports/messages/desired.ts';
import { CONTRACT_VERSION } from '../../ports/messages/fields.ts';
import type { DesiredState } from './desired-state.ts';
import { hashDesired } from './desired-state.ts';

const MOST_LISTED = 200;
const MOST_REASON = 500;

/** Encodes the gateway's report on remote settings. */
export function toReport(state: DesiredState, bootId: string): ReportMessage {
  const { highest, kept, newest, refused, local, absent } = state;
  return {
    ...{ v: CONTRACT_VERSION, boot: bootId, highest },
    kept: kept?.revision ?? null,
    keptHash: kept === null ? null : hashDesired(kept.settings),
    revision: newest?.revision ?? null,
    id: newest?.id ?? null,
    phase: newest?.phase ?? null,
    proven: newest?.proven ?? false,
    since: toTime(newest?.since),
    until: toTime(newest?.until),
    reason: newest?.reason?.slice(0, MOST_REASON) ?? null,
    refused: refused?.slice(0, MOST_REASON) ?? null,
    local: local
      .slice(0, MOST_LISTED)
      .map(({ path, until, by }) => ({ path, until: toTime(until) ?? '', by: by.slice(0, MOST_LISTED) })),
    absent: absent.slice(0, MOST_LISTED),
  };
}

function toTime(at: EpochMs | null | undefined): string | null {
  return at == null ? null : `${new Date(at).toISOString().slice(0, 19)}Z`;
}
