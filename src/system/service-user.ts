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
 * The owner for a file that root puts into a folder for the service. That is the service where the folder has its
 * group, as /etc/lintel has; otherwise it is the folder's owner.
 */
export function ownerWithin(folder: string, passwd?: string): Owner {
  const { uid, gid } = statSync(folder);
  const user = serviceUser(passwd);
  return user?.gid === gid ? user : { uid, gid };
}
