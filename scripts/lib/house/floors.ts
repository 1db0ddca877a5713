// Which folder of `src` stands on which: a folder imports only folders of lower floors, never of its own or above.

/** From the ground up; an entry is a folder or a file. */
export type Floors = readonly (readonly string[])[];

/** Per folder of `src`, the floors of what lies in it. The empty name is `src` itself. */
export const FLOORS: Readonly<Record<string, Floors>> = {
  '': [
    ['core', 'files'],
    ['ports'],
    ['config', 'drivers', 'links', 'vision', 'storage', 'uplink', 'web', 'system', 'sim', 'cloud'],
    ['app'],
    ['start-guard.ts'],
    ['main.ts'],
  ],
  core: [
    ['model', 'time'],
    ['statistics', 'feedback'],
    ['geometry', 'doors', 'positioning', 'radios', 'door-audit', 'beacons'],
    ['tracking', 'metrics'],
    ['zones', 'privacy', 'rules', 'forecast'],
    ['engine'],
  ],
  links: [['support'], ['serial', 'gpio', 'camera', 'mqtt', 'sales'], ['ble']],
  'web/app': [
    ['locales'],
    ['kit'],
    ['canvas'],
    ['live', 'insights', 'plan', 'devices', 'settings'],
    ['shell'],
    ['main.ts', 'style'],
  ],
  sim: [
    ['model', 'kernel'],
    ['physics', 'people'],
    ['truth', 'sensors'],
    ['scenario', 'report'],
  ],
  app: [
    ['process', 'settings', 'setup', 'doctor', 'privacy'],
    ['identity', 'door-audit', 'replay'],
    ['gateway'],
    ['service', 'console', 'sim', 'demo'],
    ['commands'],
    ['cli'],
  ],
};
