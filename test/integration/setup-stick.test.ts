import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tempDir } from '../support/temp-dir.ts';

const SCRIPT = join(import.meta.dirname, '..', '..', 'deploy', 'package', 'setup-from-stick');

/** A machine with sticks whose mount, systemctl and lintel are these few lines. */
function machine(sticks: readonly string[], lintel: string) {
  const root = tempDir();
  const file = (name: string): string => join(root, name);
  for (const folder of ['bin', 'disks']) mkdirSync(file(folder));
  for (const stick of sticks) writeFileSync(join(file('disks'), stick), '');
  const programs = {
    udevadm: 'exit 0',
    findmnt: 'case $2 in *mounted*) exit 0 ;; *) exit 1 ;; esac',
    mount: `case $3 in *disk) exit 32 ;; esac; echo "mount $2 \${3##*/}" >> ${root}/done`,
    umount: `echo "umount \${1##*/}" >> ${root}/done`,
    systemctl: `echo "systemctl $*" >> ${root}/done`,
    lintel: `ls ${root}/sticks > ${root}/seen 2>/dev/null; ${lintel}`,
  };
  for (const [name, body] of Object.entries(programs)) {
    writeFileSync(file(`bin/${name}`), `#!/bin/sh\n${body}\n`);
    chmodSync(file(`bin/${name}`), 0o755);
  }
  const { status } = spawnSync('sh', [SCRIPT], {
    env: {
      PATH: `${file('bin')}:/usr/bin:/bin`,
      LINTEL_STICKS: file('sticks'),
      LINTEL_SETTINGS: file('store.yaml'),
      LINTEL_DISKS: file('disks'),
      LINTEL_PROGRAM: file('bin/lintel'),
    },
  });
  const text = (name: string): string => (existsSync(file(name)) ? readFileSync(file(name), 'utf8') : '');
  return {
    status,
    done: text('done'),
    seen: text('seen'),
    left: existsSync(file('sticks')) ? readdirSync(file('sticks')) : [],
  };
}

test('mounts a USB drive without execution, reads it, unmounts it and starts the gateway', () => {
  const { status, done, seen, left } = machine(['usb-A-part1', 'usb-A-disk', 'usb-mounted'], 'touch "$4"');
  expect(status).toBe(0);
  expect(seen).toBe('usb-A-part1\n');
  expect(done).toBe(
    'mount sync,nosuid,nodev,noexec usb-A-part1\numount usb-A-part1\nsystemctl --no-block start lintel.service\n',
  );
  expect(left).toEqual([]);
});

test('unmounts a USB drive without settings and starts nothing', () => {
  const { status, done } = machine(['usb-A-part1'], 'exit 0');
  expect(status).toBe(0);
  expect(done).not.toContain('systemctl');
  expect(done).toContain('umount usb-A-part1');
});

test('checks the boot partition without a USB drive, and fails the unit on its errors', () => {
  const { status, done } = machine([], 'exit 78');
  expect(status).toBe(78);
  expect(done).toBe('');
});
