import type { Settings } from '../../config/schema.ts';
import { rulePaths } from '../../core/privacy/egress-rules.ts';
import { EVENT_RULES } from '../../core/privacy/event-rules.ts';
import type { NoticeLanguage } from './door-notice.ts';
import { doorNotice, NOTICE_LANGUAGES } from './door-notice.ts';
import type { SelfTest } from './self-test.ts';
import type { Sensing } from './sensing.ts';
import { SENSING } from './sensing.ts';

export interface PrivacyReport {
  readonly store: string;
  readonly gateway: string;
  readonly version: string;
  readonly at: string;
  readonly sensors: readonly (Sensing & { readonly sensor: string; readonly type: string })[];
  readonly leaving: {
    readonly to: string;
    /** In words. */
    readonly howOften: string;
    readonly fields: readonly { readonly path: string; readonly rule: string }[];
    readonly events: readonly string[];
  };
  readonly retention: readonly string[];
  readonly minimumCount: number;
  /** ε a day for one visitor; null without noise. */
  readonly epsilonPerDay: number | null;
  readonly cnilScenario: string;
  readonly notice: Readonly<Record<NoticeLanguage, string>>;
  readonly selfTest: readonly SelfTest[];
}

const NEITHER = 'Pure counting: nothing that could identify a person or a device is processed.';
const SCENARIO_1 =
  'Scenario 1 (CNIL, 17 October 2018): anonymised within five minutes. Needs a notice at the door; legitimate interest.';
const CAMERA_STATISTICS =
  'Cameras: anonymous statistics without effect on the persons filmed (CNIL, 2022). Needs a notice; the right to object is to be weighed.';

/** All that a store owner has to be able to tell a visitor or an authority, from the settings in force. */
export function privacyReport(
  settings: Settings,
  facts: { readonly version: string; readonly at: Date; readonly selfTest: readonly SelfTest[] },
): PrivacyReport {
  const { store, gateway, privacy, sensors } = settings;
  const hasCamera = sensors.some(({ type }) => type === 'camera');
  const hasRadio = sensors.some(({ type }) => type.startsWith('ble-'));
  const name = store.name ?? store.id;
  return {
    store: name,
    gateway,
    version: facts.version,
    at: facts.at.toISOString(),
    sensors: sensors.map(({ id, type }) => ({ sensor: id, type, ...sensingOf(type) })),
    leaving: leaving(settings),
    retention: retention(settings),
    minimumCount: privacy.minimumCount,
    epsilonPerDay: privacy.noise?.epsilonPerDay ?? null,
    cnilScenario:
      [...(hasRadio ? [SCENARIO_1] : []), ...(hasCamera ? [CAMERA_STATISTICS] : [])].join(' ') || NEITHER,
    notice: Object.fromEntries(
      NOTICE_LANGUAGES.map((language) => [
        language,
        doorNotice(language, { store: name, hasCamera, hasRadio }),
      ]),
    ) as PrivacyReport['notice'],
    selfTest: facts.selfTest,
  };
}

function sensingOf(type: string): Sensing {
  return SENSING[type] ?? { senses: `not documented for '${type}'`, keeps: 'not documented' };
}

function leaving({ mqtt, windows, privacy }: Settings): PrivacyReport['leaving'] {
  const coarse = privacy.minimumCount > 1 && windows.seconds < 900 ? ', and one of 15 minutes' : '';
  return {
    to: mqtt?.url ?? 'nowhere: no broker is set',
    howOften: `A summary of every ${windows.seconds} seconds${coarse}; alarms as they happen.`,
    fields: rulePaths().map(([path, { rule }]) => ({ path, rule })),
    events: Object.keys(EVENT_RULES),
  };
}

function retention({ storage }: Settings): string[] {
  return [
    'Pictures: until the detector has looked, a fraction of a second.',
    'Radio addresses: until they are replaced by a pseudonym, at once; the key of the pseudonyms for five minutes at most.',
    'Tracks of people: while they are in view, in memory; for trying out zones, unlinked pieces of five minutes at most, one day.',
    `Counts: in ${storage.maxMegabytes} MB on the device, the oldest made coarser and then dropped.`,
  ];
}
