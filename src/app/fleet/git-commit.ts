import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface FolderState {
  /** Hash of the present commit. Null when the folder is not in a Git repository. */
  readonly commit: string | null;
  /** Paths of files that differ from the commit. */
  readonly changed: readonly string[];
}

/** Returns the Git state of a folder. Without Git, or outside a repository, it has no commit and no changed files. */
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
