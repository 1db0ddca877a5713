/**
 * Who may change a setting. `fleet`: head office, remotely or with a USB drive. `store`: the technician, who draws or
 * measures it in the store. `lock`: root, on the device. Only settings in `FLEET` can be changed remotely: a setting
 * that is on no list cannot.
 */
export type Owner = 'fleet' | 'store' | 'lock';

/**
 * Names of single settings, never of whole sections. So a setting added later cannot be changed remotely until its name
 * is added here.
 */
const FLEET: ReadonlySet<string> = new Set(
  [
    'store.name store.timezone store.hours.opens store.hours.closes store.occupancyResetAt',
    'store.specialDays store.specialDays[].date store.specialDays[].name store.specialDays[].closed',
    'store.specialDays[].hours.opens store.specialDays[].hours.closes',
    'forecast.enabled forecast.alarms forecast.longestWaitSeconds',
    'thresholds.bounceSeconds thresholds.engagedSeconds thresholds.storeEmptyAfterSeconds thresholds.uTurnSeconds',
    'thresholds.visitSeconds thresholds.zoneEntrySeconds thresholds.zoneExitSeconds',
    'windows.latenessSeconds windows.seconds',
    'privacy.cameraPreview privacy.indoorEvery privacy.minimumCount privacy.repeatVisitors privacy.storeEvery',
    'zones[].name zones[].entrySeconds zones[].exitSeconds zones[].visitSeconds zones[].engagedSeconds',
    'lines[].name doors[].name',
    'sensors[].name sensors[].baudRate sensors[].bias sensors[].blockedWhen sensors[].canary.intervalSeconds',
    'sensors[].countPointer sensors[].dataBits sensors[].debounceMs sensors[].format sensors[].framesPerSecond',
    'sensors[].header sensors[].heightPx sensors[].inRegister sensors[].inRule sensors[].maxTotal sensors[].minScore sensors[].mode',
    'sensors[].openWhen sensors[].outRegister sensors[].outRule sensors[].parity sensors[].pattern sensors[].patterns',
    'sensors[].pollIntervalSeconds sensors[].presentMinDbm sensors[].pressedWhen sensors[].receiptColumn',
    'sensors[].registerType sensors[].reportIntervalSeconds sensors[].restWhenStill sensors[].separator',
    'sensors[].stationaryMinutes sensors[].stopBits sensors[].swapDirections sensors[].timeZone sensors[].unitId',
    'sensors[].widthPx',
  ].flatMap((names) => names.split(' ')),
);

/**
 * Settings with the owners `store` and `lock`. Here the name of a section includes all its settings, because the fleet
 * can change none of them.
 */
const OTHERS: ReadonlyMap<string, Owner> = new Map([
  ...owned(
    'store',
    'floor zones[].id zones[].isQueue zones[].margin zones[].polygon zones[].serviceZone zones[].space zones[].staffOnly',
    'lines[].from lines[].id lines[].insideSide lines[].margin lines[].mode lines[].space lines[].to',
    'doors[].auditedErrorPercent doors[].id doors[].lines doors[].position doors[].sensors doors[].sources',
    'sensors[].calibration sensors[].canary.tag sensors[].id sensors[].ignoredAreas sensors[].ignoredOutlines',
    'sensors[].position sensors[].room sensors[].buttons sensors[].names sensors[].preset',
    'shopfront tags rules experiments',
  ),
  ...owned(
    'lock',
    'version tenant gateway store.id storage console metrics satellite mqtt outputs privacy.extendedPseudonyms',
    'sensors[].adapter sensors[].address sensors[].broker sensors[].chip sensors[].deleteAfterImport sensors[].folder',
    'sensors[].gpioLine sensors[].gpioLines sensors[].innerGpioLine sensors[].outerGpioLine sensors[].keyFile',
    'sensors[].model sensors[].ownModel sensors[].path sensors[].port sensors[].source sensors[].tokenFile',
    'sensors[].topic sensors[].topics sensors[].type sensors[].unknownRadios',
    'sensors[].certFile sensors[].from sensors[].mapping sensors[].signIn sensors[].url',
    'sensors[].username sensors[].passwordFile',
  ),
]);

function owned(owner: Owner, ...names: readonly string[]): (readonly [string, Owner])[] {
  return names.flatMap((line) => line.split(' ')).map((name) => [name, owner]);
}

/** Returns who may change a setting, named as in `zones[].name`. Undefined when the setting is on no list. */
export function findOwner(name: string): Owner | undefined {
  const whole = name.replace(/(?:\[\])+$/, '');
  if (FLEET.has(whole)) return 'fleet';
  const parts = whole.split('.');
  const sections = parts.map((_, i) => parts.slice(0, parts.length - i).join('.'));
  const found = sections.flatMap((section) => [section, section.replace(/(?:\[\])+$/, '')]);
  return found.map((section) => OTHERS.get(section)).find((owner) => owner !== undefined);
}

/**
 * The periods for which the egress gate collects counts before it releases them, the shortest first. Longer periods
 * protect privacy better.
 */
const PERIODS = ['window', 'quarter', 'hour', 'day'];

/**
 * Settings that the fleet may change only towards more privacy. Each function returns whether the change is allowed; an
 * absent value means the default.
 */
const TIGHTENS: Readonly<Record<string, (before: unknown, after: unknown) => boolean>> = {
  'windows.seconds': (before = 60, after = 60) => Number(after) >= Number(before),
  'privacy.minimumCount': (before = 5, after = 5) => Number(after) >= Number(before),
  'privacy.storeEvery': (before = 'window', after = 'window') => rank(after) >= rank(before),
  'privacy.indoorEvery': (before = 'hour', after = 'hour') => rank(after) >= rank(before),
  'privacy.cameraPreview': (before = false, after = false) => after === before || after === false,
  'privacy.repeatVisitors': (before = false, after = false) => after === before || after === false,
};

function rank(period: unknown): number {
  return PERIODS.indexOf(String(period));
}

/** Returns true when the fleet may not make this change, because more about people would be released than before. */
export function loosensPrivacy(name: string, before: unknown, after: unknown): boolean {
  return TIGHTENS[name]?.(before, after) === false;
}
