import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { boardFindings } from '../../../src/system/doctor/board.ts';
import { diskFindings } from '../../../src/system/doctor/disk.ts';
import type { Finding } from '../../../src/system/doctor/finding.ts';
import { gpioOutputFindings } from '../../../src/system/doctor/gpio-outputs.ts';
import { hardwareFindings } from '../../../src/system/doctor/hardware.ts';
import type { Machine } from '../../../src/system/doctor/machine.ts';
import { openMachine } from '../../../src/system/doctor/machine.ts';
import { timeFindings } from '../../../src/system/doctor/time.ts';
import { tempDir } from '../../support/temp-dir.ts';

/** A machine made of files, and of programs that say what they are told to. */
function machineOf(files: Record<string, string>, programs: Record<string, string> = {}): Machine {
  const root = tempDir();
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return { ...openMachine(root), run: (program) => Promise.resolve(programs[program]) };
}

function verdictOf(findings: readonly Finding[], check: string): Finding {
  const found = findings.find((finding) => finding.check === check);
  if (found === undefined) throw new Error(`nothing about ${check}`);
  return found;
}

const PI_4 = { 'proc/device-tree/model': 'Raspberry Pi 4 Model B Rev 1.5\0' };

describe('the doctor', () => {
  test.each([
    ['throttled=0x0', 'ok'],
    ['throttled=0x50005', 'fault'],
    ['throttled=0x50000', 'warning'],
    ['nonsense', 'unknown'],
  ])('reads the power supply from %s', async (said, verdict) => {
    const findings = await boardFindings(machineOf(PI_4, { vcgencmd: said }), 'arm64');
    expect(verdictOf(findings, 'power').verdict).toBe(verdict);
    expect(verdictOf(findings, 'board')).toMatchObject({
      verdict: 'ok',
      found: 'Raspberry Pi 4 Model B Rev 1.5',
    });
  });

  test('names what the power supply suffered, now and before', async () => {
    const findings = await boardFindings(machineOf(PI_4, { vcgencmd: 'throttled=0x50001' }), 'arm64');
    expect(verdictOf(findings, 'power').found).toBe('now: under-voltage');
    const before = await boardFindings(machineOf(PI_4, { vcgencmd: 'throttled=0x50000' }), 'arm64');
    expect(verdictOf(before, 'power').found).toBe('since the last start: under-voltage, throttling');
  });

  test.each([
    ['48000', 'ok'],
    ['74000', 'warning'],
    ['83000', 'fault'],
  ])('judges a temperature of %s', async (text, verdict) => {
    const machine = machineOf({ ...PI_4, 'sys/class/thermal/thermal_zone0/temp': text });
    expect(verdictOf(await boardFindings(machine, 'arm64'), 'temperature').verdict).toBe(verdict);
  });

  test('refuses a 32-bit system and knows boards that are too small', async () => {
    const small = {
      'proc/device-tree/model': 'Raspberry Pi Zero 2 W Rev 1.0\0',
      'proc/meminfo': 'MemTotal: 437000 kB',
    };
    const findings = await boardFindings(machineOf(small), 'arm');
    expect(findings.map(({ check, verdict }) => [check, verdict])).toEqual([
      ['board', 'warning'],
      ['64-bit', 'fault'],
      ['memory', 'warning'],
      ['power', 'unknown'],
      ['temperature', 'unknown'],
    ]);
  });

  test('sees a read-only card that counts errors and is near its end', () => {
    const directory = tempDir();
    const machine = machineOf({
      'proc/mounts': `proc /proc proc rw 0 0\n/dev/mmcblk0p2 / ext4 ro,noatime 0 0`,
      'sys/fs/ext4/mmcblk0p2/errors_count': '3',
      'sys/block/mmcblk0/device/life_time': '0x02 0x09',
      'proc/swaps': 'Filename Type Size\n/var/swap file 100',
    });
    const findings = diskFindings(machine, directory, 1);
    const verdicts = ['mount', 'file system errors', 'disk life', 'swap'].map(
      (check) => verdictOf(findings, check).verdict,
    );
    expect(verdicts).toEqual(['fault', 'fault', 'warning', 'warning']);
    expect(verdictOf(findings, 'disk life').found).toBe('about 90 % used');
  });

  test('takes the mount that is nearest to the data, and says when room is short', () => {
    const directory = tempDir();
    const machine = machineOf({
      'proc/mounts': `/dev/root / ext4 rw,noatime 0 0\n/dev/sda1 ${directory} ext4 rw,strictatime 0 0`,
    });
    const findings = diskFindings(machine, directory, Number.MAX_SAFE_INTEGER / 2);
    expect(verdictOf(findings, 'mount')).toMatchObject({
      verdict: 'warning',
      found: expect.stringContaining('/dev/sda1'),
    });
    expect(verdictOf(findings, 'disk space')).toMatchObject({ verdict: 'warning' });
  });

  test('tells a clock that was never set from one that is', () => {
    const machine = machineOf({ 'proc/sys/kernel/random/entropy_avail': '64' });
    expect(verdictOf(timeFindings(machine, Date.UTC(2025, 0, 1), 'unsynced'), 'clock').verdict).toBe('fault');
    const findings = timeFindings(machine, Date.UTC(2026, 6, 1), 'synced');
    expect(verdictOf(findings, 'clock').verdict).toBe('ok');
    expect(verdictOf(findings, 'entropy').verdict).toBe('warning');
  });

  test('lists adapters, ports by id, chips with their bases, and the formats of cameras', async () => {
    const machine = machineOf(
      {
        'sys/class/bluetooth/hci0/x': '',
        'dev/serial/by-id/usb-FTDI_FT232R_A1-if00': '',
        'dev/gpiochip0': '',
        'sys/class/gpio/gpiochip569/label': 'pinctrl-rp1',
        'sys/class/gpio/gpiochip569/base': '569',
        'sys/class/video4linux/video0/name': 'USB camera',
      },
      {
        gpiomon: 'gpiomon (libgpiod) v2.2.1',
        ffmpeg:
          'ffmpeg version 7.1\n[video4linux2 @ 0x1] Raw       :     yuyv422 :  YUYV 4:2:2 : 640x480\n[video4linux2 @ 0x1] Compressed:       mjpeg :  Motion-JPEG : 640x480',
      },
    );
    const found = Object.fromEntries(
      (await hardwareFindings(machine)).map((finding) => [finding.check, finding.found]),
    );
    expect(found).toMatchObject({
      'Bluetooth adapters': 'hci0',
      'serial ports': '/dev/serial/by-id/usb-FTDI_FT232R_A1-if00',
      'GPIO chips': 'gpiochip0, pinctrl-rp1 (sysfs base 569)',
      gpiomon: 'v2.2.1',
      'camera /dev/video0': 'USB camera: yuyv422, mjpeg',
    });
  });

  test('warns of serial adapters whose name changes at a replug', async () => {
    const findings = await hardwareFindings(machineOf({ 'dev/ttyUSB0': '' }));
    expect(verdictOf(findings, 'serial ports')).toMatchObject({
      verdict: 'warning',
      found: 'ttyUSB0 without a by-id name',
    });
  });

  test.each([
    ['pinctrl_bcm2835', 'Y', 'warning'],
    ['pinctrl_rp1', 'Y', 'warning'],
    ['pinctrl_bcm2835', 'N', 'ok'],
    ['pinctrl_other', 'Y', 'unknown'],
  ])('judges lamps after a crash from %s %s', (driver, value, verdict) => {
    const machine = machineOf({ [`sys/module/${driver}/parameters/persist_gpio_outputs`]: `${value}\n` });
    expect(gpioOutputFindings(machine, true)).toMatchObject([{ verdict }]);
    expect(gpioOutputFindings(machine, false)).toEqual([]);
  });
});
