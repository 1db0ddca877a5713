import { readFileSync, statSync } from 'node:fs';

export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/** The user that the package's service runs as; undefined where no package is installed. */
export function serviceUser(passwd = '/etc/passwd'): Owner | undefined {
  try {
    const [, uid, gid] = /^lintel:[^:]*:(\d+):(\d+):/m.exec(readFileSync(passwd, 'utf8')) ?? [];
    return uid === undefined ? undefined : { uid: Number(uid), gid: Number(gid) };
  } catch {
    return undefined;
  }
}

/**
 * Whose a file is to be that root puts into a folder for the service: the service's where the folder is its group's, as
 * /etc/lintel is; otherwise that of whoever owns the folder.
 */
export function ownerWithin(folder: string, passwd?: string): Owner {
  const { uid, gid } = statSync(folder);
  const user = serviceUser(passwd);
  return user?.gid === gid ? user : { uid, gid };
}
