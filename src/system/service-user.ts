import { readFileSync, statSync } from 'node:fs';

export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/** Returns the user under which the package runs the service. Undefined when no package is installed. */
export function serviceUser(passwd = '/etc/passwd'): Owner | undefined {
  try {
    const [, uid, gid] = /^lintel:[^:]*:(\d+):(\d+):/m.exec(readFileSync(passwd, 'utf8')) ?? [];
    return uid === undefined ? undefined : { uid: Number(uid), gid: Number(gid) };
  } catch {
    return undefined;
  }
}

/**
 * Returns the owner for a file that root creates in a folder. If the folder has the service's group, as /etc/lintel
 * does, that is the service's user. Otherwise it is the folder's owner.
 */
export function ownerWithin(folder: string, passwd?: string): Owner {
  const { uid, gid } = statSync(folder);
  const user = serviceUser(passwd);
  return user?.gid === gid ? user : { uid, gid };
}
