import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Takes all memory out of core dumps of this process and of every process that it starts from now on. A limit of zero
 * alone does not do it: where dumps go to a program (systemd-coredump, apport) the kernel does not look at the limit.
 */
export function leaveNoMemoryInDumps(proc = '/proc'): void {
  try {
    writeFileSync(join(proc, 'self', 'coredump_filter'), '0');
  } catch {
    // Not Linux, or not permitted: `processesThatDump` and the report show it.
  }
}

/** This process and all that come from it, of which a core dump would hold memory. */
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

/** A program's name may hold blanks and brackets; what follows its last bracket does not. */
function parentOf(pid: string, proc: string): number | undefined {
  try {
    const stat = readFileSync(join(proc, pid, 'stat'), 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 1).split(' ')[2]);
  } catch {
    return undefined;
  }
}
