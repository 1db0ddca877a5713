import type { Finding } from './finding.ts';
import { fault, ok, unknown, warning } from './finding.ts';
import type { Machine } from './machine.ts';

/**
 * A Pi reduces its clock rate from 80 °C on (Raspberry Pi documentation, "Frequency management and thermal control").
 */
const HOT_C = 80;
const WARM_C = 70;
const MIN_MEMORY_MB = 900;

/**
 * What each bit of `vcgencmd get_throttled` means. Bits 0–3 apply now; bits 16–19 mean the same, at any time since
 * boot.
 */
const THROTTLE_BITS = [
  'under-voltage',
  'a lowered clock',
  'throttling',
  'the soft temperature limit',
] as const;

/** Checks board, processor, power and temperature. */
export async function boardFindings(machine: Machine, architecture: string): Promise<Finding[]> {
  const model = machine.text('/proc/device-tree/model');
  return [
    boardFinding(model),
    processorFinding(architecture),
    memoryFinding(machine),
    await powerFinding(machine, model),
    temperatureFinding(machine),
  ];
}

function boardFinding(model: string | undefined): Finding {
  if (model === undefined) return unknown('board', 'no device tree: not a Raspberry Pi');
  if (/Raspberry Pi (4|5|500|400|Compute Module [45])/.test(model)) return ok('board', model);
  if (/Raspberry Pi (3|Zero 2)/.test(model)) {
    return warning('board', model, 'Use it without a camera, or take a Pi 4 or 5.');
  }
  if (/Raspberry Pi/.test(model)) return fault('board', model, 'Take a Raspberry Pi 4 or 5.');
  return warning(
    'board',
    model,
    'Lintel is proven on the Raspberry Pi 4 and 5; try it out before you install many.',
  );
}

function processorFinding(architecture: string): Finding {
  if (architecture === 'arm64' || architecture === 'x64') return ok('64-bit', architecture);
  return fault('64-bit', architecture, 'Install the 64-bit Raspberry Pi OS.');
}

function memoryFinding(machine: Machine): Finding {
  const kilobytes = Number(/^MemTotal:\s+(\d+) kB/m.exec(machine.text('/proc/meminfo') ?? '')?.[1]);
  if (!Number.isFinite(kilobytes)) return unknown('memory', 'the kernel does not say');
  const megabytes = Math.round(kilobytes / 1024);
  const found = `${megabytes} MB`;
  if (megabytes >= MIN_MEMORY_MB) return ok('memory', found);
  return warning('memory', found, 'Too little for a camera: leave cameras to a board with 1 GB or more.');
}

async function powerFinding(machine: Machine, model: string | undefined): Promise<Finding> {
  const said = await machine.run('vcgencmd', ['get_throttled']);
  const bits = Number(/throttled=(0x[0-9a-f]+)/i.exec(said ?? '')?.[1]);
  if (!Number.isFinite(bits)) {
    const why = model === undefined ? 'only a Raspberry Pi says' : 'vcgencmd is not installed or not allowed';
    return unknown('power', why);
  }
  const [now, before] = [bitNames(bits & 0xf), bitNames((bits >> 16) & 0xf)];
  const action = 'Use the official power supply and a short cable; give the board a heat sink and air.';
  if (now.length > 0) return fault('power', `now: ${now.join(', ')}`, action);
  if (before.length > 0) return warning('power', `since the last start: ${before.join(', ')}`, action);
  return ok('power', 'no under-voltage, no throttling');
}

function bitNames(bits: number): string[] {
  return THROTTLE_BITS.filter((_, bit) => (bits & (1 << bit)) !== 0);
}

function temperatureFinding(machine: Machine): Finding {
  const degrees = machine
    .names('/sys/class/thermal')
    .filter((name) => name.startsWith('thermal_zone'))
    .map((name) => Number(machine.text(`/sys/class/thermal/${name}/temp`) ?? Number.NaN) / 1000)
    .filter((value) => Number.isFinite(value) && value > 0);
  if (degrees.length === 0) return unknown('temperature', 'no sensor');
  const hottest = Math.max(...degrees);
  const found = `${hottest.toFixed(0)} °C`;
  if (hottest >= HOT_C)
    return fault('temperature', found, 'The board slows itself down: give it air or a fan.');
  if (hottest >= WARM_C) return warning('temperature', found, 'Give it air before the summer comes.');
  return ok('temperature', found);
}
