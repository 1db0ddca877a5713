import type { LiveSnapshot } from '../../core/rules/live-snapshot.ts';
import type { OutputContext } from '../../ports/output.ts';

/** One entity of Home Assistant: its configuration without topic and id, and its present value. */
export interface Entity {
  readonly config: Readonly<Record<string, string | number | boolean>> & { readonly platform: string };
  readonly value: string;
}

/** Home Assistant shows this value as unknown. An unknown count is never sent as 0. */
const UNKNOWN = 'None';
const PEOPLE = { state_class: 'measurement', unit_of_measurement: 'people', suggested_display_precision: 0 };
const TOTAL = { ...PEOPLE, state_class: 'total_increasing' };

type Names = OutputContext['names'];

/** Returns all entities of the store. Keys are the stable ids from the settings, because names can change. */
export function storeEntities(snapshot: LiveSnapshot, names: Names): Map<string, Entity> {
  return new Map<string, Entity>([
    [
      'occupancy',
      sensor('People in the store', numberText(snapshot.occupancy), { ...PEOPLE, icon: 'mdi:store' }),
    ],
    ...snapshot.zones.flatMap((zone) => zoneEntities(zone, names)),
    ...snapshot.doors.flatMap((door) => doorEntities(door, names)),
    ...snapshot.contacts.map(({ id, isOpen }): [string, Entity] => {
      const value = isOpen === null ? UNKNOWN : onOff(isOpen);
      return [`contact_${id}`, binary(nameOf(names, id), value, { device_class: 'door' })];
    }),
    ...snapshot.feedback.map(({ id, happyIndex }): [string, Entity] => {
      const config = { state_class: 'measurement', icon: 'mdi:emoticon-happy' };
      return [`happy_${id}`, sensor(`${nameOf(names, id)} happy index`, numberText(happyIndex), config)];
    }),
    ...snapshot.sensors.map(({ id, isFaulted }): [string, Entity] => {
      const config = { device_class: 'problem', entity_category: 'diagnostic' };
      return [`fault_${id}`, binary(`${nameOf(names, id)} problem`, onOff(isFaulted), config)];
    }),
  ]);
}

/** Returns an entity that shows the state of a rule. */
export function ruleEntity(name: string, state: string): Entity {
  return binary(name, state === 'unknown' ? UNKNOWN : onOff(state === 'on'), {});
}

/**
 * Returns the entities of a zone, disabled in Home Assistant by default. In a small store they would show when staff
 * came and left, so the owner must enable each one.
 */
function zoneEntities(
  { id, people, approaching, queue }: LiveSnapshot['zones'][number],
  names: Names,
): [string, Entity][] {
  const name = nameOf(names, id);
  const off = { enabled_by_default: false };
  return [
    [
      `people_${id}`,
      sensor(`${name} people`, numberText(people), { ...PEOPLE, ...off, icon: 'mdi:account-group' }),
    ],
    [
      `occupied_${id}`,
      binary(`${name} occupied`, people === null ? UNKNOWN : onOff(people > 0), {
        ...off,
        device_class: 'occupancy',
      }),
    ],
    [
      `approaching_${id}`,
      binary(`${name} approached`, approaching === null ? UNKNOWN : onOff(approaching > 0), {
        ...off,
        device_class: 'motion',
        off_delay: 10,
      }),
    ],
    ...(queue === null ? [] : queueEntities(id, name, queue)),
  ];
}

function queueEntities(
  id: string,
  name: string,
  { length, waitS }: { readonly length: number | null; readonly waitS: number | null },
): [string, Entity][] {
  const wait = { device_class: 'duration', state_class: 'measurement', unit_of_measurement: 's' };
  return [
    [`queue_${id}`, sensor(`${name} queue`, numberText(length), { ...PEOPLE, icon: 'mdi:human-queue' })],
    [`wait_${id}`, sensor(`${name} wait`, numberText(waitS), wait)],
  ];
}

function doorEntities(door: LiveSnapshot['doors'][number], names: Names): [string, Entity][] {
  const name = nameOf(names, door.id);
  return [
    [`in_${door.id}`, sensor(`${name} in`, String(door.in), { ...TOTAL, icon: 'mdi:door-open' })],
    [`out_${door.id}`, sensor(`${name} out`, String(door.out), { ...TOTAL, icon: 'mdi:door-open' })],
  ];
}

export interface Announcement {
  readonly context: OutputContext;
  readonly entities: ReadonlyMap<string, Entity>;
  /** Components that an earlier announcement contained and that no longer exist, with their platforms. */
  readonly removed: ReadonlyMap<string, string>;
  readonly topicOf: (component: string) => string;
  readonly availabilityTopic: string;
}

/**
 * Encodes one message that announces the device and all its components. A component with only a platform gets removed.
 */
export function discoveryPayload({
  context,
  entities,
  removed,
  topicOf,
  availabilityTopic,
}: Announcement): string {
  const { gateway, version, store } = context;
  const components = Array.from(entities, ([id, { config }]) => [
    id,
    { ...config, unique_id: `lintel_${gateway}_${id}`, state_topic: topicOf(id) },
  ]);
  const gone = Array.from(removed, ([id, platform]) => [id, { platform }]);
  return JSON.stringify({
    device: {
      identifiers: [`lintel_${gateway}`],
      name: `Lintel ${store}`,
      manufacturer: 'Lintel',
      sw_version: version,
    },
    origin: { name: 'Lintel', sw_version: version },
    availability: [{ topic: availabilityTopic }],
    availability_mode: 'all',
    components: Object.fromEntries([...components, ...gone]),
  });
}

/** Platforms of the components that a payload announces. Empty when the payload is not an announcement. */
export function announcedPlatforms(payload: string): Map<string, string> {
  try {
    const { components } = JSON.parse(payload) as { components?: Record<string, { platform?: unknown }> };
    return new Map(
      Object.entries(components ?? {}).flatMap(([id, config]) =>
        // A component that has only a platform is a removal, not an announcement.
        typeof config.platform === 'string' && Object.keys(config).length > 1 ? [[id, config.platform]] : [],
      ),
    );
  } catch {
    return new Map();
  }
}

function sensor(
  name: string,
  value: string,
  config: Readonly<Record<string, string | number | boolean>>,
): Entity {
  return { config: { platform: 'sensor', name, ...config }, value };
}

function binary(
  name: string,
  value: string,
  config: Readonly<Record<string, string | number | boolean>>,
): Entity {
  return { config: { platform: 'binary_sensor', name, ...config }, value };
}

function nameOf(names: Names, id: string): string {
  return names.get(id) ?? id;
}

function numberText(value: number | null): string {
  return value === null ? UNKNOWN : String(value);
}

function onOff(isOn: boolean): string {
  return isOn ? 'ON' : 'OFF';
}
