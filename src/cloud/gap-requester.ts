import type { KeyObject } from 'node:crypto';
import { randomUUID, sign } from 'node:crypto';
import type { Log } from '../ports/log.ts';
import type { CommandMessage } from '../ports/messages/command.ts';
import { MOST_RANGES } from '../ports/messages/command.ts';
import { CONTRACT_VERSION } from '../ports/messages/fields.ts';
import type { CloudDatabase, SeqHole } from './database.ts';

export interface GapRequesterOptions {
  readonly database: Pick<CloudDatabase, 'holes' | 'claim'>;
  readonly publish: (topic: string, text: string, expirySeconds: number) => Promise<unknown>;
  /** Ed25519 private key that signs commands. */
  readonly key: KeyObject | undefined;
  /** Shortest time between two requests to the same gateway. */
  readonly everySeconds: number;
  readonly log: Log;
}

/**
 * Asks gateways for missing rows. It requests a gap only if the previous round found a gap with the same first number.
 * If the first number has changed, the missing rows are already arriving.
 */
export class GapRequester {
  readonly #parts: GapRequesterOptions;
  #before: ReadonlySet<string> = new Set();
  #asked = 0;

  constructor(parts: GapRequesterOptions) {
    this.#parts = parts;
  }

  /** Number of ranges requested since the start. */
  get asked(): number {
    return this.#asked;
  }

  /** Looks for gaps once and requests them. The worker calls this regularly. */
  async round(): Promise<void> {
    const { database, everySeconds } = this.#parts;
    const holes = await database.holes();
    const standing = holes.filter((hole) => this.#before.has(keyOf(hole)));
    this.#before = new Set(holes.map(keyOf));
    for (const ofGateway of Map.groupBy(standing, addressOf).values()) {
      const [first] = ofGateway;
      if (first !== undefined && (await database.claim(first, everySeconds)))
        await this.#ask(first, ofGateway);
    }
  }

  async #ask({ tenant, store, gateway }: SeqHole, holes: readonly SeqHole[]): Promise<void> {
    const { publish, key, everySeconds, log } = this.#parts;
    const ranges = holes
      .slice(0, MOST_RANGES)
      .map(({ fromSeq, toSeq }): [number, number] => [fromSeq, toSeq]);
    const message: CommandMessage = {
      ...{ v: CONTRACT_VERSION, to: `${tenant}/${store}/${gateway}`, id: randomUUID() },
      expiresAt: toWholeSecond(Date.now() + everySeconds * 1000),
      command: { kind: 'ResendRows', ranges },
    };
    const text = key === undefined ? JSON.stringify(message) : signCommand(message, key);
    await publish(`lintel/v${CONTRACT_VERSION}/${tenant}/${store}/${gateway}/command`, text, everySeconds);
    this.#asked += ranges.length;
    log.info({ tenant, store, gateway, ranges: ranges.length }, 'asked a gateway for missing rows');
  }
}

/** Formats a time as UTC in whole seconds, as the contract requires. */
function toWholeSecond(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}

/** Signs a command with EdDSA (RFC 8037), as JWS in flattened JSON serialisation (RFC 7515, section 7.2.2). */
export function signCommand(message: object, key: KeyObject): string {
  const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const [header, payload] = [encode({ alg: 'EdDSA' }), encode(message)];
  const signature = sign(null, Buffer.from(`${header}.${payload}`), key).toString('base64url');
  return JSON.stringify({ protected: header, payload, signature });
}

function addressOf({ tenant, store, gateway }: SeqHole): string {
  return `${tenant}/${store}/${gateway}`;
}

function keyOf(hole: SeqHole): string {
  return `${addressOf(hole)}/${hole.fromSeq}`;
}
