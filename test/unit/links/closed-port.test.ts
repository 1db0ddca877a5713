import { chmodSync, chownSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { closedPortText } from '../../../src/links/serial/closed-port.ts';
import { tempDir } from '../../support/temp-dir.ts';

/** A port of that group and mode, on a machine that has the groups tty and dialout. */
function port(gid: number, mode: number): string {
  const [device, groups] = [join(tempDir(), 'tty'), join(tempDir(), 'group')];
  writeFileSync(device, '');
  chownSync(device, 0, gid);
  chmodSync(device, mode);
  writeFileSync(groups, 'tty:x:5:\ndialout:x:20:\n');
  return closedPortText(device, device, groups).replaceAll(device, 'PORT');
}

test.skipIf(process.getuid?.() !== 0)(
  'a closed port names what opens it, never a group that does not',
  () => {
    expect(port(20, 0o660)).toBe('PORT may not be opened: add the user that runs Lintel to group dialout');
    const mend = 'For the service: sudo chgrp dialout PORT && sudo chmod 660 PORT';
    expect(port(5, 0o620)).toBe(`PORT may not be opened: its group is tty, its mode 620. ${mend}`);
    expect(port(20, 0o600)).toBe(`PORT may not be opened: its group is dialout, its mode 600. ${mend}`);
    expect(port(4711, 0o660)).toContain('its group is 4711');
  },
);
