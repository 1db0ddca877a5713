import { readFileSync, statSync } from 'node:fs';

/** Group that may use serial adapters on Debian. The service is a member. */
const GROUP = 'dialout';
const GROUP_READS_AND_WRITES = 0o060;

/** Returns why this user may not open a port, and how to change that. `device` is the port itself, not a link to it. */
export function closedPortText(path: string, device: string, groups = '/etc/group'): string {
  const port = statSync(device, { throwIfNoEntry: false });
  if (port === undefined) return `${path} went away while it was being opened`;
  const { gid, mode } = port;
  const group = groupName(gid, groups);
  const isOpenToGroup = (mode & GROUP_READS_AND_WRITES) === GROUP_READS_AND_WRITES;
  const mend =
    group === GROUP && isOpenToGroup
      ? `add the user that runs Lintel to group ${GROUP}`
      : `its group is ${group}, its mode ${(mode & 0o777).toString(8)}. For the service: sudo chgrp ${GROUP} ${device} && sudo chmod 660 ${device}`;
  return `${path} may not be opened: ${mend}`;
}

function groupName(gid: number, groups: string): string {
  try {
    const lines = readFileSync(groups, 'utf8').split('\n');
    const line = lines.find((text) => text.split(':')[2] === String(gid));
    return line?.split(':')[0] ?? String(gid);
  } catch {
    return String(gid);
  }
}
