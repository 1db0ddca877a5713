import type { WindowSummary } from '../model/window-summary.ts';
import { parseIsoTime } from '../time/iso-time.ts';

/** The figures of a door audit that go with published counts. */
export interface DoorAudit {
  readonly id: string;
  readonly door: string;
  readonly endedAtMs: number;
}

const DAY_MS = 86_400_000;

export const NO_AUDIT = { auditId: null, auditAgeDays: null } as const;

/** Adds to each door of a window the newest audit that was made before the window. */
export function attachAudits(window: WindowSummary, audits: readonly DoorAudit[]): WindowSummary {
  if (audits.length === 0) return window;
  const startMs = parseIsoTime(window.startAt);
  const newest = (door: string) =>
    audits
      .filter((audit) => audit.door === door && audit.endedAtMs <= startMs)
      .reduce<DoorAudit | undefined>(
        (a, b) => (a === undefined || b.endedAtMs > a.endedAtMs ? b : a),
        undefined,
      );
  const ofDoors = window.doors.map(({ door }) => newest(door));
  return {
    ...window,
    doors: window.doors.map((door, i) => ({ ...door, ...stamp(ofDoors[i], startMs) })),
    store: { ...window.store, ...stamp(oldest(ofDoors), startMs) },
  };
}

function stamp(audit: DoorAudit | undefined, startMs: number) {
  if (audit === undefined) return NO_AUDIT;
  return { auditId: audit.id, auditAgeDays: Math.floor((startMs - audit.endedAtMs) / DAY_MS) };
}

/** Returns the oldest audit of all doors, which stands for the store. Undefined when one door has none. */
function oldest(audits: readonly (DoorAudit | undefined)[]): DoorAudit | undefined {
  const [first, ...others] = audits;
  if (first === undefined) return undefined;
  return others.reduce<DoorAudit | undefined>(
    (worst, audit) =>
      worst === undefined || audit === undefined
        ? undefined
        : audit.endedAtMs < worst.endedAtMs
          ? audit
          : worst,
    first,
  );
}
