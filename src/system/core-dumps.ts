import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Keeps all memory out of core dumps of this process and of every process that it starts later. A size limit of zero is
 * not enough: when a program receives the dumps (systemd-coredump, apport), the kernel ignores the limit.
 */
export function leaveNoMemoryInDumps(proc = '/proc'): void {
  try {
    writeFileSync(join(proc, 'self', 'coredump_filter'), '0');
  } catch {
    // Not Linux, or no permission: `processesThatDump` and the privacy report then show the setting.
  }
}

/** Returns the processes, from `root` down, whose core dump would contain memory. */
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

/** The name in the file may contain spaces and brackets, so start after the last bracket. */
function parentOf(pid: string, proc: string): number | undefined {
  try {
    const stat = readFileSync(join(proc, pid, 'stat'), 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 1).split(' ')[2]);
  } catch {
    return undefined;
  }
}
