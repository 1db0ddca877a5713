import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Keeps all memory out of core dumps of this process and of the processes that it starts later. A dump size limit of
 * zero (RLIMIT_CORE) is not enough: the kernel ignores it when it pipes dumps to a program (systemd-coredump, apport).
 */
export function leaveNoMemoryInDumps(proc = '/proc'): void {
  try {
    writeFileSync(join(proc, 'self', 'coredump_filter'), '0');
  } catch {
    // Not Linux, or no permission. Dumps then still contain memory: `processesThatDump` and the privacy report show it.
  }
}

/** Checks the process `root` and its descendants. Returns the ids of those whose core dump would contain memory. */
export function processesThatDump(root: number, proc = '/proc'): number[] {
  return treeOf(root, proc).filter((pid) => filterOf(pid, proc) !== 0);
}

function filterOf(pid: number, proc: string): number | undefined {
  try {
    return Number.parseInt(readFileSync(join(proc, String(pid), 'coredump_filter'), 'utf8'), 16);
  } catch {
    return undefined;
  }
}

function treeOf(root: number, proc: string): number[] {
  const children = new Map<number, number[]>();
  const all = existsSync(proc) ? readdirSync(proc).filter((name) => /^\d+$/.test(name)) : [];
  for (const name of all) {
    const parent = parentOf(name, proc);
    if (parent !== undefined) children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  const tree = [root];
  for (let at = 0; at < tree.length; at++) tree.push(...(children.get(tree[at] ?? 0) ?? []));
  return tree;
}

/** The process name in /proc/PID/stat may contain spaces and brackets, so parse from the last bracket on. */
function parentOf(pid: string, proc: string): number | undefined {
  try {
    const stat = readFileSync(join(proc, pid, 'stat'), 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 1).split(' ')[2]);
  } catch {
    return undefined;
  }
}
