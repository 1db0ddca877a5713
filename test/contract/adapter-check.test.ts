import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkAdapter, explainFailure } from '../../src/links/ble/adapter-check.ts';
import { findUsbDevice, rebindUsb } from '../../src/links/ble/adapter-recovery.ts';
import { addressBytes, rebuild } from '../../src/links/ble/noble-scanner.ts';
import { tempDir } from '../support/temp-dir.ts';

const RAW_ONLY = 1 << 13;

function board({ adapters = ['hci0'], capabilities = RAW_ONLY, soft = '0', hard = '0' } = {}) {
  const root = tempDir();
  const paths = { sys: join(root, 'sys'), proc: join(root, 'proc') };
  mkdirSync(join(paths.sys, 'class', 'bluetooth'), { recursive: true });
  for (const adapter of adapters) {
    const home = join(paths.sys, 'class', 'bluetooth', adapter, 'rfkill0');
    mkdirSync(home, { recursive: true });
    writeFileSync(join(home, 'soft'), `${soft}\n`);
    writeFileSync(join(home, 'hard'), `${hard}\n`);
  }
  mkdirSync(join(paths.proc, 'self'), { recursive: true });
  const mask = capabilities.toString(16).padStart(16, '0');
  writeFileSync(join(paths.proc, 'self', 'status'), `Name:\tnode\nCapEff:\t${mask}\n`);
  return paths;
}

describe('before the radio is opened (F38)', () => {
  test('nothing speaks against an adapter that is there, unblocked and allowed', () => {
    expect(checkAdapter({ adapter: 'hci0' }, board())).toBeUndefined();
  });

  test.each([
    ['a missing adapter', { adapters: [] }, {}, 'plug in a USB dongle'],
    ['another adapter', { adapters: ['hci1'] }, {}, 'there is hci1'],
    ['rfkill by software', { soft: '1' }, {}, 'rfkill unblock bluetooth'],
    ['rfkill by hardware', { hard: '1' }, {}, 'find its switch'],
    ['a missing capability', { capabilities: 0 }, {}, 'AmbientCapabilities=CAP_NET_RAW'],
    ['too little for the user channel', {}, { mode: 'user-channel' as const }, 'CAP_NET_ADMIN'],
  ])('%s is found, with what to do', (_what, has, options, hint) => {
    const problem = checkAdapter({ adapter: 'hci0', ...options }, board(has));
    expect(problem?.code).toBe('LINK_NOT_FOUND');
    expect(problem?.message).toContain(hint);
  });

  test('bluetoothd needs no capability of ours', () => {
    expect(checkAdapter({ adapter: 'hci0', mode: 'dbus' }, board({ capabilities: 0 }))).toBeUndefined();
  });

  test.each([
    ['EBUSY', 'LINK_NOT_FOUND', 'stop bluetoothd'],
    ['EPERM', 'LINK_NOT_FOUND', 'AmbientCapabilities'],
    ['ENODEV', 'LINK_LOST', 'check the dongle'],
    ['MODULE_NOT_FOUND', 'LINK_NOT_FOUND', 'not installed'],
    [undefined, 'LINK_LOST', 'failed'],
  ] as const)('a failure of the stack with %s says what to do', (systemCode, code, hint) => {
    const error = explainFailure(systemCode, 'hci0');
    expect(error.code).toBe(code);
    expect(error.message).toContain(hint);
  });
});

describe('re-binding a USB dongle', () => {
  function usbBoard(port: string) {
    const root = tempDir();
    const device = join(root, 'devices', 'usb1', port, `${port}:1.0`, 'bluetooth', 'hci0');
    mkdirSync(device, { recursive: true });
    mkdirSync(join(root, 'class', 'bluetooth'), { recursive: true });
    symlinkSync(device, join(root, 'class', 'bluetooth', 'hci0'));
    return root;
  }

  test('finds the port the adapter is on', () => {
    expect(findUsbDevice('hci0', usbBoard('1-1.4'))).toBe('1-1.4');
    expect(findUsbDevice('hci0', usbBoard('serial0'))).toBeUndefined();
    expect(findUsbDevice('hci9', usbBoard('1-1'))).toBeUndefined();
  });

  test('without the right to is no failure', async () => {
    expect(await rebindUsb('hci0', usbBoard('1-1'))).toBe(false);
  });
});

describe('what the library tells', () => {
  test('an address is turned into the order of the air', () => {
    expect([...addressBytes('f1:22:33:44:55:66')]).toEqual([0x66, 0x55, 0x44, 0x33, 0x22, 0xf1]);
  });

  test('parts from D-Bus become the structures they were', () => {
    const advertisement = {
      manufacturerData: Buffer.from('4c000215', 'hex'),
      serviceData: [
        { uuid: 'fcd2', data: Buffer.from('4001', 'hex') },
        { uuid: '0000fcd200001000800000805f9b34fb', data: Buffer.from('00', 'hex') },
      ],
    };
    expect(Buffer.from(rebuild({ advertisement })).toString('hex')).toBe('05ff4c0002150516d2fc4001');
  });
});
