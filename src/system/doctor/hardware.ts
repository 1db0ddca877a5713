import type { Finding } from './finding.ts';
import { ok, unknown, warning } from './finding.ts';
import type { Machine } from './machine.ts';

/** Lists connected adapters, ports, chips and cameras, whether or not the settings use them. */
export async function hardwareFindings(machine: Machine): Promise<Finding[]> {
  return [
    bluetoothFinding(machine),
    serialFinding(machine),
    gpioFinding(machine),
    await gpioToolFinding(machine),
    ...(await cameraFindings(machine)),
  ];
}

function bluetoothFinding(machine: Machine): Finding {
  const adapters = machine.names('/sys/class/bluetooth').filter((name) => /^hci\d+$/.test(name));
  return adapters.length === 0
    ? unknown('Bluetooth adapters', 'none')
    : ok('Bluetooth adapters', adapters.join(', '));
}

/**
 * Prefers names in `by-id`, because they stay the same after replugging. But two identical adapters share one such
 * name.
 */
function serialFinding(machine: Machine): Finding {
  const byId = machine.names('/dev/serial/by-id');
  if (byId.length > 0) return ok('serial ports', byId.map((name) => `/dev/serial/by-id/${name}`).join(', '));
  const bare = machine.names('/dev').filter((name) => /^tty(USB|ACM)\d+$/.test(name));
  if (bare.length === 0) return unknown('serial ports', 'no USB adapter');
  return warning(
    'serial ports',
    `${bare.join(', ')} without a by-id name`,
    'These numbers change at a replug: use the name under /dev/serial/by-path.',
  );
}

/** Shows each GPIO chip by its label, because base numbers differ between kernels. */
function gpioFinding(machine: Machine): Finding {
  const bases = new Map(
    machine
      .names('/sys/class/gpio')
      .filter((name) => /^gpiochip\d+$/.test(name))
      .map((name) => [
        machine.text(`/sys/class/gpio/${name}/label`) ?? name,
        machine.text(`/sys/class/gpio/${name}/base`) ?? '?',
      ]),
  );
  const chips = machine.names('/dev').filter((name) => /^gpiochip\d+$/.test(name));
  if (chips.length === 0) return unknown('GPIO chips', 'none');
  const labels = [...bases].map(([label, base]) => `${label} (sysfs base ${base})`);
  return ok('GPIO chips', [...chips, ...labels].join(', '));
}

async function gpioToolFinding(machine: Machine): Promise<Finding> {
  const said = await machine.run('gpiomon', ['--version']);
  const version = /v\d+\.\d+(\.\d+)?/.exec(said ?? '')?.[0];
  return version === undefined
    ? unknown('gpiomon', 'not installed: beams and buttons on GPIO lines need the package gpiod')
    : ok('gpiomon', version);
}

async function cameraFindings(machine: Machine): Promise<Finding[]> {
  const ffmpeg = /^ffmpeg version (\S+)/.exec((await machine.run('ffmpeg', ['-version'])) ?? '')?.[1];
  const tool =
    ffmpeg === undefined
      ? warning('ffmpeg', 'not installed', 'Cameras need it: apt install ffmpeg')
      : ok('ffmpeg', ffmpeg);
  const devices = machine.names('/sys/class/video4linux').filter((name) => /^video\d+$/.test(name));
  const listed = await Promise.all(devices.map((name) => cameraFinding(machine, name, ffmpeg !== undefined)));
  return [tool, ...(listed.length === 0 ? [unknown('cameras', 'no video device')] : listed)];
}

async function cameraFinding(machine: Machine, device: string, hasFfmpeg: boolean): Promise<Finding> {
  const name = machine.text(`/sys/class/video4linux/${device}/name`) ?? 'unnamed';
  const arguments_ = ['-hide_banner', '-f', 'v4l2', '-list_formats', 'all', '-i', `/dev/${device}`];
  const said = hasFfmpeg ? ((await machine.run('ffmpeg', arguments_)) ?? '') : '';
  const formats = [...said.matchAll(/^\[.*?\] (?:Raw|Compressed)\s*:\s*(\S+)/gm)].map(([, format]) => format);
  return ok(`camera /dev/${device}`, formats.length === 0 ? name : `${name}: ${formats.join(', ')}`);
}
