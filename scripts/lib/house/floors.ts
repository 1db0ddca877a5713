// The floor of each folder of `src`: a folder imports only from lower floors, never from the same or a higher one.

/** From the ground up; an entry is a folder or a file. */
export type Floors = readonly (readonly string[])[];

/** Per folder of `src`, the floors of what lies in it. The empty name is `src` itself. */
export const FLOORS: Readonly<Record<string, Floors>> = {
  '': [
    ['core', 'files'],
    ['ports'],
    ['config', 'drivers', 'links', 'vision', 'storage', 'uplink', 'outputs', 'web', 'system', 'sim', 'cloud'],
    ['app'],
    ['start-guard.ts'],
    ['main.ts'],
  ],
  core: [
    ['model', 'time'],
    ['statistics', 'feedback'],
    ['geometry', 'doors', 'positioning', 'radios', 'door-audit', 'beacons'],
    ['tracking', 'metrics'],
    ['zones', 'privacy', 'forecast', 'experiments', 'insights'],
    ['rules'],
    ['engine'],
  ],
  links: [['support'], ['serial', 'gpio', 'camera', 'mqtt', 'sales', 'push', 'onvif', 'discovery'], ['ble']],
  'web/app': [
    ['locales'],
    ['kit'],
    ['state', 'charts'],
    ['canvas'],
    ['forecast'],
    ['live', 'insights', 'plan', 'devices', 'settings', 'setup', 'fleet'],
    ['shell'],
    ['main.ts', 'fleet-main.ts', 'style', 'kit-page'],
  ],
  sim: [
    ['model', 'kernel'],
    ['physics', 'people'],
    ['truth', 'sensors'],
    ['scenario', 'report', 'past'],
    ['plan'],
  ],
  app: [
    ['process', 'settings', 'setup', 'doctor', 'privacy'],
    ['identity', 'door-audit', 'replay', 'fleet', 'forecast'],
    ['experiments'],
    ['gateway'],
    ['service', 'console', 'sim', 'desired'],
    ['demo'],
    ['commands'],
    ['cli'],
  ],
};
