import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface FolderState {
  /** Null where the folder is in no repository. */
  readonly commit: string | null;
  /** Files that the commit does not have as they are. */
  readonly changed: readonly string[];
}

/** Which commit a folder is at. Without Git, or outside a repository, there is none. */
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
