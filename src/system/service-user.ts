import { readFileSync, statSync } from 'node:fs';

export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/** The user of the package's service; undefined when no package is installed. */
export function serviceUser(passwd = '/etc/passwd'): Owner | undefined {
  try {
    const [, uid, gid] = /^lintel:[^:]*:(\d+):(\d+):/m.exec(readFileSync(passwd, 'utf8')) ?? [];
    return uid === undefined ? undefined : { uid: Number(uid), gid: Number(gid) };
  } catch {
    return undefined;
  }
}

/**
 * Owner for a file that root writes into a folder of the service. That is the service when the folder has its group, as
 * /etc/lintel does. Otherwise it is the folder's owner.
 */
export function ownerWithin(folder: string, passwd?: string): Owner {
  const { uid, gid } = statSync(folder);
  const user = serviceUser(passwd);
  return user?.gid === gid ? user : { uid, gid };
}
