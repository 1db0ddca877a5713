import type { InsightsView } from '../core/insights/insights-view.ts';
import type { Json } from '../core/model/ids.ts';
import type { WindowSummary } from '../core/model/window-summary.ts';
import type { HeatGrid } from '../core/tracking/history/heat-grid.ts';
import type { SignedAudit } from '../ports/audit-record.ts';
import type {
  ActivityEntry,
  CameraPreviewState,
  GatewayView,
  Role,
  StoreView,
  TodayView,
} from '../ports/console/console.ts';
import type { DoorView, TagRegistrationStatus, TagsView } from '../ports/console/console-devices.ts';
import type { ExperimentView } from '../ports/console/console-experiments.ts';
import type { ForecastView } from '../ports/console/console-forecast.ts';
import type { NewerInsights } from '../ports/console/console-insights.ts';
import type { Recount, SampledPaths } from '../ports/console/console-recount.ts';
import type { RulesView } from '../ports/console/console-rules.ts';
import type { SettingsDraft, SettingsText, SettingsVersion } from '../ports/console/console-settings.ts';
import type { FoundDevice } from '../ports/console/found-device.ts';
import type { OfferedSensor } from '../ports/console/sensor-offer.ts';
import type { SensorTrace } from '../ports/console/sensor-trace.ts';
import type { TrialsView } from '../ports/settings-trial.ts';

export interface SessionView {
  readonly role: Role;
  readonly name: string;
  /** Secret that the page must send in the header x-lintel-csrf with every change. */
  readonly csrf: string;
  readonly endsInSeconds: number;
}

export interface Invitation {
  readonly code: string;
  readonly lifeSeconds: number;
  /** Addresses of the console in the store's network. Empty while it cannot be reached from there. */
  readonly addresses: readonly string[];
  readonly fingerprint: string | null;
}

/** The answer of each route, by a name. The API's document is made from these types. */
export interface Answers {
  readonly health: { readonly ok: true };
  readonly session: SessionView;
  readonly invitation: Invitation;
  readonly store: StoreView & { readonly hasPlan: boolean };
  readonly status: GatewayView;
  readonly today: TodayView;
  readonly doors: readonly DoorView[];
  readonly trace: SensorTrace;
  readonly windows: readonly WindowSummary[];
  readonly found: readonly FoundDevice[];
  readonly unused: number;
  readonly kinds: readonly OfferedSensor[];
  readonly paths: SampledPaths;
  readonly heat: HeatGrid;
  readonly activity: readonly ActivityEntry[];
  readonly insights: InsightsView | NewerInsights;
  readonly tags: TagsView;
  readonly registration: TagRegistrationStatus | null;
  readonly learned: { readonly learned: boolean };
  readonly settings: SettingsText;
  /** JSON Schema of the settings as a file may contain them, before defaults are filled in. */
  readonly settingsSchema: Json;
  readonly history: readonly SettingsVersion[];
  readonly trial: TrialsView;
  readonly draft: SettingsDraft;
  readonly backtest: Recount;
  readonly applied: { readonly outcome: 'applied'; readonly settings: SettingsText };
  readonly audit: SignedAudit;
  readonly audits: readonly SignedAudit[];
  readonly preview: CameraPreviewState | null;
  readonly rules: RulesView;
  readonly forecast: ForecastView;
  readonly experiments: readonly ExperimentView[];
}
