import type { DoorAudit } from '../../../core/door-audit/audit-stamp.ts';
import type { TagObserver } from '../../../core/engine/tag-tracker.ts';
import type { RuleChanged } from '../../../core/model/rule-model.ts';
import type { StoreModel } from '../../../core/model/store-model.ts';
import type { TrackObserver } from '../../../core/tracking/track-observer.ts';
import type { Clock, TimeQuality } from '../../../ports/clock.ts';
import type { EventStore } from '../../../ports/event-store.ts';
import type { Log } from '../../../ports/log.ts';
import type { Egress } from '../../privacy/create-egress-gate.ts';
import type { OccupancyResetSchedule } from '../occupancy-reset-schedule.ts';

export interface PipelineOptions {
  readonly model: StoreModel;
  readonly store: Pick<EventStore, 'commit' | 'checkpoint' | 'rows' | 'windows'>;
  /** The only way out for numbers. */
  readonly egress: Egress;
  readonly clock: Clock;
  readonly log: Log;
  readonly timeQuality: () => TimeQuality;
  /** Rows are in the outbox. */
  readonly committed: () => void;
  readonly tracks?: TrackObserver;
  readonly tags?: TagObserver;
  /** A rule turned on, off or unknown. */
  readonly rule?: (change: RuleChanged) => void;
  /** Audits of doors, whose ids travel with the doors' numbers. */
  readonly audits?: () => readonly DoorAudit[];
  /** Absent where the settings give no closing time. */
  readonly closingTime?: OccupancyResetSchedule;
  /** A new store publishes what it has so long after its start, if no window has closed by then. */
  readonly firstCountMs?: number;
  /** The end of the store's local day that contains a time. */
  readonly dayEnd?: (ms: number) => number;
}
