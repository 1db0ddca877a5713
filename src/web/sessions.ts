import { createHash, randomBytes } from 'node:crypto';
import type { Role } from '../ports/console/console.ts';

/** A session lasts at most 12 hours, and at most one hour without use. */
export const SESSION_LIFE_MS = 12 * 3_600_000;
const SESSION_IDLE_MS = 3_600_000;
const MAX_SESSIONS = 32;

interface SessionEnds {
  /** Secret that the page must send in a header with every change. */
  readonly csrf: string;
  readonly endsAtMs: number;
}

export interface PairedDevice {
  /** Short name of the session in the activity log. It is no secret. */
  readonly name: string;
  readonly role: Role;
}

export type Session = PairedDevice & SessionEnds;

type Kept<Who> = Who & SessionEnds & { usedAtMs: number };

/**
 * Sessions of signed-in clients. Only a digest of each cookie is kept, and only in memory, so a restart ends all
 * sessions.
 */
export class SessionTable<Who extends object> {
  readonly #nowMs: () => number;
  readonly #most: number;
  readonly #kept = new Map<string, Kept<Who>>();

  constructor(nowMs: () => number, most: number) {
    this.#nowMs = nowMs;
    this.#most = most;
  }

  /**
   * Adds a session. `token` goes into the cookie and is stored nowhere else. When there are too many sessions, the
   * oldest ends.
   */
  add(who: Who): { readonly token: string; readonly session: Who & SessionEnds } {
    const token = randomBytes(32).toString('base64url');
    const now = this.#nowMs();
    const csrf = randomBytes(24).toString('base64url');
    const session = { ...who, csrf, endsAtMs: now + SESSION_LIFE_MS, usedAtMs: now };
    const [oldest] = this.#kept.keys();
    if (this.#kept.size >= this.#most && oldest !== undefined) this.#kept.delete(oldest);
    this.#kept.set(keyOf(token), session);
    return { token, session };
  }

  find(token: string | undefined): (Who & SessionEnds) | undefined {
    if (token === undefined) return undefined;
    const key = keyOf(token);
    const session = this.#kept.get(key);
    if (session === undefined) return undefined;
    if (this.#isOver(session)) {
      this.#kept.delete(key);
      return undefined;
    }
    session.usedAtMs = this.#nowMs();
    return session;
  }

  /**
   * Like `find`, but the session does not count as used. An open page that only watches therefore does not prolong it.
   */
  peek(token: string | undefined): (Who & SessionEnds) | undefined {
    const session = token === undefined ? undefined : this.#kept.get(keyOf(token));
    return session === undefined || this.#isOver(session) ? undefined : session;
  }

  close(token: string | undefined): void {
    if (token !== undefined) this.#kept.delete(keyOf(token));
  }

  /** Returns true while any client is signed in. */
  hasAny(): boolean {
    for (const [key, session] of this.#kept) if (this.#isOver(session)) this.#kept.delete(key);
    return this.#kept.size > 0;
  }

  #isOver({ endsAtMs, usedAtMs }: Kept<Who>): boolean {
    const now = this.#nowMs();
    return now >= endsAtMs || now - usedAtMs >= SESSION_IDLE_MS;
  }
}

export class Sessions extends SessionTable<PairedDevice> {
  constructor(nowMs: () => number) {
    super(nowMs, MAX_SESSIONS);
  }

  open(role: Role): { readonly token: string; readonly session: Session } {
    return this.add({ name: `${role}-${randomBytes(3).toString('hex')}`, role });
  }
}

function keyOf(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}
