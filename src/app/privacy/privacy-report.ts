import type { Settings } from '../../config/schema.ts';
import { EVENT_RULES } from '../../core/privacy/event-rules.ts';
import { rulePaths } from '../../core/privacy/rules.ts';
import { REPEAT_BUCKETS } from '../../core/radios/repeat-visitor-estimator.ts';
import type { Sensing } from '../../ports/sensor.ts';
import type { NoticeLanguage } from './door-notice.ts';
import { doorNotice, NOTICE_LANGUAGES } from './door-notice.ts';
import { linkageWords } from './linkage-words.ts';
import { describeOutputs, reactsToPeople } from './output-report.ts';
import type { SelfTest } from './self-test.ts';

export interface PrivacyReport {
  readonly store: string;
  readonly gateway: string;
  readonly version: string;
  readonly at: string;
  readonly sensors: readonly (Sensing & { readonly sensor: string; readonly type: string })[];
  readonly leaving: {
    readonly to: string;
    /** Words for how often the stream is published. */
    readonly howOften: string;
    readonly fields: readonly { readonly path: string; readonly rule: string }[];
    readonly events: readonly { readonly kind: string; readonly fields: readonly string[] }[];
  };
  /** Sentences about what users can do on the device itself, by role. */
  readonly local: readonly string[];
  readonly retention: readonly string[];
  readonly minimumCount: number;
  /** Sentences about how often indoor metrics are released, and what that means. */
  readonly inside: string;
  /** Sentences about how often a regular visitor could be recognised in a store like this. */
  readonly linkage: string;
  /** Sentences about what the counts of the doors reveal about a single visit. */
  readonly storeLevel: string;
  /** Sentences about whether and how repeat visitors are estimated. */
  readonly repeatVisitors: string;
  readonly cnilScenario: string;
  /** The written decision to keep pseudonyms longer than 5 minutes. Null when there is none. */
  readonly extendedPseudonyms: Settings['privacy']['extendedPseudonyms'] | null;
  /** What the store itself must do, by the authority that demands it. */
  readonly duties: readonly { readonly authority: string; readonly duty: string }[];
  readonly notice: Readonly<Record<NoticeLanguage, string>>;
  readonly selfTest: readonly SelfTest[];
}

const NEITHER = 'Pure counting: nothing that could identify a person or a device is processed.';
const SCENARIO_1 =
  'Scenario 1 (CNIL, 17 October 2018): anonymised within five minutes. Needs a notice at the door; legitimate interest.';
const SCENARIO_2 =
  'Scenario 2 (CNIL, 17 October 2018): pseudonyms for up to a day, then deleted. Needs a prior notice and an opt-out that works.';
type Every = Settings['privacy']['indoorEvery'];
const PERIOD: Readonly<Record<Every, string>> = {
  ...{ window: 'a window', quarter: 'a quarter of an hour', hour: 'an hour', day: 'a day' },
};
const INSIDE: Readonly<Record<Every, string>> = {
  window:
    'Zones, queues and ways leave with every window, for a trial: with few visits, who knows a regular’s habits finds his visit more often than by chance.',
  quarter:
    'Zones, queues and ways leave every quarter of an hour: who knows a regular’s habits guesses better than by chance when he came.',
  hour: 'Zones, queues and ways leave every hour, in numbers of at least so many people as the minimum count; lengths of stays leave once a day. Who knows a regular’s habits hardly guesses better than by chance when he came.',
  day: 'Zones, queues and ways leave once a day: everybody of a day is in the same numbers.',
};
const STORE_LEVEL: Readonly<Record<Every, string>> = {
  window:
    'Doors, sales and answers leave by the window, as counted. Of 100 visits, about 48 have their minutes to themselves in a store of 30 visits a day, 5 of 120, none of 300. With fewer than 120 choose `privacy.storeEvery: quarter` or `hour`.',
  quarter:
    'Doors, sales and answers leave by the quarter of an hour, as counted. Of 100 visits, about 24 have it to themselves in a store of 30 visits a day, 6 of 60, none of 120.',
  hour: 'Doors, sales and answers leave by the hour, as counted: a visit has its hour to itself only in a store of few visits a day.',
  day: 'Doors, sales and answers leave once a day, as counted.',
};
const REPEATS_OFF = 'Not estimated.';
const REPEATS_ON =
  `Estimated once a day, with an interval, from ${REPEAT_BUCKETS} groups that all devices of a town share: of 100,000 some ` +
  `${Math.round(100_000 / REPEAT_BUCKETS)} fall into each, so that none can be told from the others. The key that chooses the groups ` +
  'lives in memory, for a week at most; no list of devices exists.';
const INSIDE_OPEN = 'Nothing is withheld, by choice: this is for demonstrations, not for a shop.';
/** When displays react to people, the text must not say that the cameras have no effect on people. */
const CAMERA_REACTIONS =
  'Cameras: anonymous statistics, and displays or lamps that react to anybody alike, without recognising or classifying anyone. That is more than statistics (CNIL, 2022): it needs a notice before the sensors’ reach, a balance of interests, and an objection that works. In France, a window screen that faces the street needs legal advice first (Code de l’environnement, L.581-9).';
const CAMERA_STATISTICS =
  'Cameras: anonymous statistics without effect on the persons filmed (CNIL, 2022). Needs a notice; the right to object is to be weighed.';

/** Creates the report that a store owner can show to visitors or authorities. It describes the active settings. */
export function privacyReport(
  settings: Settings,
  facts: {
    readonly version: string;
    readonly at: Date;
    readonly selfTest: readonly SelfTest[];
    readonly visitsADay?: number | undefined;
  },
): PrivacyReport {
  const { store, gateway, privacy, sensors } = settings;
  const hasCamera = sensors.some(({ model }) => model.kind === 'sees-people');
  const hasRadio = sensors.some(({ model }) => model.kind === 'hears-tags');
  const name = store.name ?? store.id;
  const hours = privacy.extendedPseudonyms?.lifetimeHours;
  const isRepeatEstimated = privacy.repeatVisitors;
  const isReacting = reactsToPeople(settings);
  return {
    store: name,
    gateway,
    version: facts.version,
    at: facts.at.toISOString(),
    sensors: sensors.map(({ id, type, traits }) => ({ sensor: id, type, ...traits.sensing })),
    leaving: leaving(settings),
    retention: retention(settings),
    minimumCount: privacy.minimumCount,
    inside: insideWords(settings),
    linkage: privacy.minimumCount <= 1 ? INSIDE_OPEN : linkageWords(privacy, facts.visitsADay),
    storeLevel: STORE_LEVEL[privacy.storeEvery],
    repeatVisitors: hasRadio && isRepeatEstimated ? REPEATS_ON : REPEATS_OFF,
    extendedPseudonyms: privacy.extendedPseudonyms ?? null,
    local: [...local(settings), ...describeOutputs(settings)],
    duties: DUTIES,
    cnilScenario:
      [
        ...(hasRadio ? [privacy.extendedPseudonyms === undefined ? SCENARIO_1 : SCENARIO_2] : []),
        ...(hasCamera ? [isReacting ? CAMERA_REACTIONS : CAMERA_STATISTICS] : []),
      ].join(' ') || NEITHER,
    notice: Object.fromEntries(
      NOTICE_LANGUAGES.map((language) => [
        language,
        doorNotice(language, { store: name, hasCamera, hasRadio, hours, isRepeatEstimated, isReacting }),
      ]),
    ) as PrivacyReport['notice'],
    selfTest: facts.selfTest,
  };
}

function leaving({ mqtt, windows, privacy }: Settings): PrivacyReport['leaving'] {
  const { storeEvery, indoorEvery } = privacy;
  const counts = storeEvery === 'window' ? `every ${windows.seconds} seconds` : `once ${PERIOD[storeEvery]}`;
  return {
    to: mqtt?.url ?? 'nowhere: no broker is set',
    howOften: `Counts of the whole store ${counts}; what people did inside once ${PERIOD[indoorEvery]}; lengths of stays once a day; alarms as they happen; whether gateway and sensors work, hourly and when that changes.`,
    fields: rulePaths().map(([path, rule]) => ({ path, rule })),
    events: Object.entries(EVENT_RULES).map(([kind, fields]) => ({ kind, fields: Object.keys(fields) })),
  };
}

function retention({ storage, privacy, console: pages }: Settings): string[] {
  const hours = privacy.extendedPseudonyms?.lifetimeHours;
  const key = hours === undefined ? 'five minutes at most' : `${hours} hours at most, by written decision`;
  const paths =
    pages.trackHistoryMegabytes === 0
      ? 'none is kept for trying out zones.'
      : 'for trying out zones, unlinked pieces of five minutes at most, one day, in memory.';
  return [
    'Pictures: until the detector has looked, a fraction of a second; in the camera preview the newest one, in memory.',
    `Radio addresses: until they are replaced by a pseudonym, at once; the key of the pseudonyms for ${key}, then it is overwritten.`,
    ...(privacy.repeatVisitors
      ? [
          'Groups of radios for repeat visitors: today’s and yesterday’s, in memory; the key that chooses them for a week at most.',
        ]
      : []),
    `Tracks of people: while they are in view, in memory; ${paths}`,
    `Counts: in ${storage.maxMegabytes} MB on the device, the oldest made coarser and then dropped.`,
    'Changes of what is on this page: in the privacy log, until the device is reset.',
  ];
}

function local({ privacy, console: pages }: Settings): string[] {
  const aiming = privacy.cameraPreview
    ? 'Camera preview: allowed. A paired technician may look through a camera for 15 minutes at most; people and whatever moves are coarse blocks, and are shown as they are for half a minute only when that is confirmed once more. Each time is in the audit log.'
    : 'Camera preview: switched off. Nobody can look through a camera.';
  const console = pages.enabled
    ? 'Console: opens on the store’s network only for devices that were paired with a one-time code.'
    : 'Console: switched off.';
  return [aiming, console];
}

function insideWords({ privacy }: Settings): string {
  return privacy.minimumCount <= 1 ? INSIDE_OPEN : INSIDE[privacy.indoorEvery];
}

const DUTIES: PrivacyReport['duties'] = [
  {
    authority: 'CNIL, ICO, AEPD',
    duty: 'Put up the notice below at every entrance, before the sensors’ reach.',
  },
  {
    authority: 'AEPD, ICO; GDPR article 35',
    duty: 'Make an impact assessment before the first day; this page is its technical part.',
  },
  {
    authority: 'GDPR article 21',
    duty: 'Answer objections; for radios by the opt-out list, where there is one.',
  },
  {
    authority: 'EDPB 2/2023',
    duty: 'Take counsel on radio signals: whether listening needs consent is disputed.',
  },
  {
    authority: 'ICO',
    duty: 'Aim sensors at the shop alone: not at the street, staff rooms or fitting rooms.',
  },
];
