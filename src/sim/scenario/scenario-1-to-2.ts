/** Version 2 names of a scenario's keys, by their version 1 paths, as `config/rename-keys` takes them. */
export const SCENARIO_1_TO_2 = {
  keys: {
    'shelves.*.height': 'heightMetres',
    'cameras.*.height': 'heightMetres',
    'doors.*.street.width': 'widthMetres',
    'tags.*.everySeconds': 'intervalSeconds',
    'phones.everySeconds': 'intervalSeconds',
    'products.*.at': 'position',
  },
} as const;
