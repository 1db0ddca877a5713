import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface FolderState {
  /** Hash of the commit; null when the folder is not in a repository. */
  readonly commit: string | null;
  /** Files that differ from the commit. */
  readonly changed: readonly string[];
}

/** Finds the commit of a folder. There is none without Git, or outside a repository. */
export async function readFolderState(folder: string): Promise<FolderState> {
  try {
    const { stdout: commit } = await run('git', ['-C', folder, 'rev-parse', 'HEAD']);
    const { stdout: changed } = await run('git', ['-C', folder, 'status', '--porcelain', '--', '.']);
    const files = changed.split('\n').filter((line) => line !== '');
    return { commit: commit.trim(), changed: files };
  } catch {
    return { commit: null, changed: [] };
  }
}
