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
  /** How the egress gate decides what may leave the gateway. */
  readonly egress: Egress;
  readonly clock: Clock;
  readonly log: Log;
  readonly timeQuality: () => TimeQuality;
  /** Called after a commit that added rows to the outbox. */
  readonly committed: () => void;
  readonly tracks?: TrackObserver;
  readonly tags?: TagObserver;
  /** Called when the state of a rule changes: on, off or unknown. */
  readonly rule?: (change: RuleChanged) => void;
  /** Returns the audits of doors. Counts of a door are published with the ids of its audits. */
  readonly audits?: () => readonly DoorAudit[];
  readonly closingTime?: OccupancyResetSchedule;
  /** A new store publishes its first counts after this time, even if its first window is still open. */
  readonly firstCountMs?: number;
  /** Returns the end of the local day that contains a time (epoch ms). */
  readonly dayEnd?: (ms: number) => number;
}
