import type { Renames } from './rename-keys.ts';

/**
 * Gives settings new names that say their meaning and unit more clearly. Their meaning does not change. `privacy.noise`
 * is dropped, because no noise is added to counts any more.
 */
export const SETTINGS_1_TO_2: Renames = {
  keys: {
    'store.emptyBy': 'occupancyResetAt',
    forward: 'satellite',
    'privacy.insideEvery': 'indoorEvery',
    'privacy.aimingView': 'cameraPreview',
    'privacy.longPseudonyms': 'extendedPseudonyms',
    'privacy.longPseudonyms.hours': 'lifetimeHours',
    'privacy.longPseudonyms.optOut.how': 'instructions',
    'console.replayMegabytes': 'trackHistoryMegabytes',
    'zones.*.on': 'space',
    'zones.*.servedIn': 'serviceZone',
    'zones.*.queue': 'isQueue',
    'lines.*.on': 'space',
    'lines.*.in': 'insideSide',
    'thresholds.lineReturnSeconds': 'uTurnSeconds',
    'thresholds.quietSeconds': 'storeEmptyAfterSeconds',
    'doors.*.at': 'position',
    'sensors.*.place': 'position',
    'sensors.*.place.height': 'heightMetres',
    'sensors.*.insideDbm': 'presentMinDbm',
    'sensors.*.stillMinutes': 'stationaryMinutes',
    'sensors.*.reportsEveryS': 'reportIntervalSeconds',
    'sensors.*.pollEveryS': 'pollIntervalSeconds',
    'sensors.*.innerLine': 'innerGpioLine',
    'sensors.*.outerLine': 'outerGpioLine',
    'sensors.*.line': 'gpioLine',
    'sensors.*.lines': 'gpioLines',
    'sensors.*.unit': 'unitId',
    'sensors.*.table': 'registerType',
    'sensors.*.count': 'countPointer',
    'sensors.*.deleteCounted': 'deleteAfterImport',
    'mqtt.enrolment': 'enrollment',
    'mqtt.reconnect.firstSeconds': 'initialDelaySeconds',
    'mqtt.reconnect.maxSeconds': 'maxDelaySeconds',
    'mqtt.reconnect.refusedSeconds': 'refusedDelaySeconds',
    'mqtt.reconnect.stableSeconds': 'stableAfterSeconds',
    'mqtt.reconnect.offsetSeconds': 'gatewayOffsetSeconds',
    'mqtt.reconnect.afterBootSeconds': 'bootJitterSeconds',
  },
  dropped: ['privacy.noise'],
  values: {
    'sensors.*.type': { 'line-counter': 'serial-counter', 'sales-drop': 'sales-folder' },
  },
};
