// Finds connected devices that no sensor uses. They stay unused until a technician adds them.
import type { Settings } from '../../config/schema.ts';
import type { SensorId } from '../../core/model/ids.ts';
import type { FoundDevice, PluggedDevice } from '../../ports/console/found-device.ts';
import { FOUND_BAUD_RATE } from '../../ports/console/found-device.ts';
import type { SensorDriver } from '../../ports/driver.ts';
import type { MqttMessage, SerialLink } from '../../ports/links.ts';
import type { Machine } from '../../system/doctor/machine.ts';
import { isPiNode, listPiCameras, usedPiCamera } from './pi-cameras.ts';

interface FindOptions {
  readonly machine: Machine;
  readonly serial: Pick<SerialLink, 'lines'>;
  readonly settings: () => Pick<Settings, 'sensors'>;
  /** Loads the drivers of all sensor types, because any of them may recognise a device. */
  readonly drivers: () => Promise<readonly SensorDriver[]>;
  /** How long to wait for lines from each serial port, in ms. */
  readonly listenMs?: number;
  /** How to search the network. Undefined: the network is not searched. */
  readonly network?: NetworkSearch;
}

/** How to find devices in the store's network. */
export interface NetworkSearch {
  /** Returns the ONVIF addresses of the cameras that answer. */
  readonly cameras: () => Promise<readonly string[]>;
  /** Address of the store's broker. `messages` returns the newest message of each of its topics. */
  readonly broker: string;
  readonly messages: () => Promise<readonly MqttMessage[]>;
}

const LISTEN_MS = 3_000;
/** Largest number of text lines shown per port. */
const MOST_LINES = 3;
const MOST_DEVICES = 32;

export async function findDevices(options: FindOptions): Promise<readonly FoundDevice[]> {
  const { machine, drivers } = options;
  const used = usedPaths(options);
  const plugged = [...(await portsAndCameras(machine)), ...adapters(machine), ...chips(machine)];
  const answering = await search(options.network);
  const free = [...plugged, ...answering].filter(({ path }) => !used.has(path)).slice(0, MOST_DEVICES);
  const found = await Promise.all(
    free.map((device) => (device.kind === 'serial' ? listen(device, options) : device)),
  );
  const types = await drivers();
  return found
    .map(({ message, ...device }) => {
      return { ...device, ...suggest({ ...device, ...(message && { message }) }, types) };
    })
    .filter(({ kind, suggestion }) => kind !== 'broker' || suggestion !== null);
}

/**
 * Returns how many serial ports and cameras are plugged in and not used. Opens none of them. Radios and GPIO chips are
 * part of every device, so they do not count.
 */
export async function countUnused(options: Pick<FindOptions, 'machine' | 'settings'>): Promise<number> {
  const used = usedPaths(options);
  return (await portsAndCameras(options.machine)).filter(({ path }) => !used.has(path)).length;
}

function usedPaths({ settings }: Pick<FindOptions, 'settings'>): ReadonlySet<string> {
  return new Set(
    settings().sensors.flatMap((sensor) => [...namesIn(sensor.port.options), ...usedPiCamera(sensor)]),
  );
}

async function portsAndCameras(machine: Machine): Promise<PluggedDevice[]> {
  return [...serialPorts(machine), ...(await listPiCameras(machine)), ...cameras(machine)];
}

/**
 * Lists cameras and MQTT topics that the network search finds. Most topics do not belong to sensors: the caller removes
 * those that no driver recognises.
 */
async function search(network: NetworkSearch | undefined): Promise<PluggedDevice[]> {
  if (network === undefined) return [];
  const [addresses, messages] = await Promise.all([network.cameras(), network.messages()]);
  const topics = messages.map(({ topic: path, payload: message }): PluggedDevice => {
    return { kind: 'broker', path, name: network.broker, lines: [], message };
  });
  return [...named('network', addresses), ...topics];
}

function suggest(
  device: PluggedDevice,
  drivers: readonly SensorDriver[],
): Pick<FoundDevice, 'suggestion' | 'place'> {
  for (const driver of drivers) {
    const settings = driver.suggest(device);
    if (settings !== undefined)
      return { suggestion: { type: driver.type, ...settings }, place: placeFor(driver, settings) };
  }
  return { suggestion: null, place: null };
}

/**
 * Returns what to create together with the sensor: a door, a zone, or nothing. Other devices, such as contacts, are
 * later added to an existing door or zone.
 */
function placeFor(driver: SensorDriver, settings: object): FoundDevice['place'] {
  const { kind } = driver.configure({ id: 'found' as SensorId }, driver.config.parse(settings)).model;
  if (kind === 'counts-people') return 'door';
  return kind === 'counts-heads' ? 'zone' : null;
}

/** Lists all texts in the link options of a sensor, because one of them names its device. */
function namesIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return value === null || typeof value !== 'object' ? [] : Object.values(value).flatMap(namesIn);
}

function named(kind: PluggedDevice['kind'], paths: readonly string[]): PluggedDevice[] {
  return paths.toSorted().map((path) => ({ kind, path, name: null, lines: [] }));
}

/**
 * Lists serial ports by their names in by-id, which stay the same after replugging. If there are none, uses by-path.
 */
function serialPorts(machine: Machine): PluggedDevice[] {
  for (const folder of ['/dev/serial/by-id', '/dev/serial/by-path']) {
    const paths = machine.names(folder).map((name) => `${folder}/${name}`);
    if (paths.length > 0) return named('serial', paths);
  }
  return [];
}

/** Reads lines from a port for `listenMs`. The result has no lines if the port is silent or another program uses it. */
async function listen(
  port: PluggedDevice,
  { serial, listenMs = LISTEN_MS }: FindOptions,
): Promise<PluggedDevice> {
  const lines: string[] = [];
  const over = AbortSignal.timeout(listenMs);
  try {
    for await (const line of serial.lines({ path: port.path, baudRate: FOUND_BAUD_RATE }, over)) {
      if (isReadable(line)) lines.push(line.slice(0, 80));
      if (lines.length >= MOST_LINES) break;
    }
  } catch {
    // The port was unplugged or is in use. Lines read before are still useful.
  }
  return { ...port, lines };
}

/**
 * Returns whether a line consists of printable characters. At a wrong baud rate, most lines contain other characters.
 */
function isReadable(line: string): boolean {
  return /^[\x20-\x7e]{3,}$/.test(line);
}

function adapters(machine: Machine): PluggedDevice[] {
  return named(
    'bluetooth',
    machine.names('/sys/class/bluetooth').filter((name) => /^hci\d{1,2}$/.test(name)),
  );
}

/** Lists cameras. Each has several device nodes, and only the node with index 0 delivers pictures. */
function cameras(machine: Machine): PluggedDevice[] {
  const text = (node: string, file: string) => machine.text(`/sys/class/video4linux/${node}/${file}`);
  return machine
    .names('/sys/class/video4linux')
    .filter((node) => /^video\d+$/.test(node) && (text(node, 'index') ?? '0') === '0')
    .filter((node) => !isPiNode(text(node, 'name') ?? ''))
    .toSorted()
    .map((node) => ({
      kind: 'camera',
      path: `/dev/${node}`,
      name: text(node, 'name')?.slice(0, 60) ?? null,
      lines: [],
    }));
}

/**
 * Lists GPIO chips, without suggested settings: the gateway cannot see what is wired to their lines. Technicians add
 * beams and buttons by hand.
 */
function chips(machine: Machine): PluggedDevice[] {
  return named(
    'gpio',
    machine.names('/dev').filter((name) => /^gpiochip\d+$/.test(name)),
  );
}
