import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const UNITS = join(import.meta.dirname, '..', '..', 'deploy', 'systemd');
const service = readFileSync(join(UNITS, 'lintel.service'), 'utf8');

/** Settings that an analysis asks for and that this service cannot have; each is to be explained in the unit. */
const LEFT_OUT = [
  'MemoryDenyWriteExecute',
  'PrivateDevices',
  'PrivateUsers',
  'PrivateNetwork',
  'ProcSubset=pid',
  'RootDirectory',
];

describe('the service’s unit (F55)', () => {
  test('has an exposure of at most 2.5 by systemd’s own measure', () => {
    const { stdout, status } = spawnSync(
      'systemd-analyze',
      ['security', '--offline=true', '--threshold=25', join(UNITS, 'lintel.service')],
      { encoding: 'utf8' },
    );
    expect(status, stdout).toBe(0);
  });

  test('explains every weakness that this measure lists', () => {
    const { stdout } = spawnSync(
      'systemd-analyze',
      ['security', '--offline=true', join(UNITS, 'lintel.service')],
      { encoding: 'utf8' },
    );
    const held = stdout.split('\n').flatMap((line) => /^✗ (\w+)=/.exec(line)?.[1] ?? []);
    const comments = service.split('\n').filter((line) => line.startsWith('#'));
    expect(held.length).toBeGreaterThan(5);
    expect(held.filter((name) => !comments.some((line) => line.includes(name)))).toEqual([]);
  });

  test.each(LEFT_OUT)('says why it does without %s', (name) => {
    expect(service).toContain(`# Left out: ${name}`);
  });

  test.each([
    ['no core dump', 'LimitCORE=0'],
    ['its own watchdog', 'WatchdogSec=60'],
    ['READY from itself', 'Type=notify'],
    ['a camera that the kernel killed is not the end of the service', 'OOMPolicy=continue'],
    ['secrets only root can read on the disk', 'LoadCredential=site:/etc/lintel/credentials'],
    ['restarted for ever', 'StartLimitIntervalSec=0'],
  ])('%s', (_what, line) => {
    expect(service.split('\n')).toContain(line);
  });

  test('never waits for the network or for the time', () => {
    expect(service).not.toMatch(/^(After|Wants|Requires)=.*(network-online|time-sync)/m);
  });

  test.each(readdirSync(UNITS).filter((name) => name.endsWith('.service')))('%s is well formed', (name) => {
    // Programs of the package are not on this machine; everything else it says is a fault.
    const { stderr } = spawnSync('systemd-analyze', ['verify', '--man=no', join(UNITS, name)], {
      encoding: 'utf8',
    });
    const faults = stderr
      .split('\n')
      .filter((line) => line.includes(UNITS) && !/is not executable/.test(line));
    expect(faults).toEqual([]);
  });

  test('the board’s watchdog stays under the fifteen seconds that a Pi’s can count', () => {
    const seconds = /^RuntimeWatchdogSec=(\d+)$/m.exec(
      readFileSync(join(UNITS, 'lintel-watchdog.conf'), 'utf8'),
    )?.[1];
    expect(Number(seconds)).toBeLessThan(15);
  });
});

test.each(readdirSync(join(UNITS, '..', 'package')))(
  'the package’s %s never reaches for the network',
  (name) => {
    const text = readFileSync(join(UNITS, '..', 'package', name), 'utf8');
    expect(text).not.toMatch(/\b(curl|wget|npm|apt-get|pip)\b/);
    if (text.startsWith('#!/bin/sh')) execFileSync('sh', ['-n', join(UNITS, '..', 'package', name)]);
  },
);
