import { createPublicKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { GatewayError } from '../core/model/gateway-error.ts';
import type { Clock } from '../ports/clock.ts';
import type { EventStore, MissingRows } from '../ports/event-store.ts';
import type { Log } from '../ports/log.ts';
import type { CommandMessage, CommandRefusal, ResponseMessage } from '../ports/messages/command.ts';
import { CONTRACT_VERSION } from '../ports/messages/fields.ts';
import { gapReason } from '../ports/messages/gap-reason.ts';
import type { UplinkIdentity } from '../ports/uplink.ts';
import { RateLimit } from './in-flight-limit.ts';
import { verifyCommand } from './verify-command.ts';

export interface CommandHandlerOptions {
  readonly store: EventStore;
  readonly identity: UplinkIdentity;
  /** PEM file of the Ed25519 public key. When it is set, commands must be signed with the private key. */
  readonly keyFile: string | undefined;
  readonly clock: Clock;
  readonly log: Log;
}

/** Number of command ids remembered, to detect replays: more than can arrive in an hour at COMMANDS_PER_SECOND. */
const REMEMBERED_IDS = 10_000;
/** Commands above this rate get no response, so that a client which floods the topic causes little work. */
const COMMANDS_PER_SECOND = 2;
const MOST_MISSING = 1_000;

/** Handles the cloud's commands: verifies each one, carries it out once, and responds. No command runs a program. */
export class CommandHandler {
  readonly #parts: CommandHandlerOptions;
  readonly #rate: RateLimit;
  readonly #ids = new Set<string>();
  #refusals = 0;

  constructor(parts: CommandHandlerOptions) {
    this.#parts = parts;
    this.#rate = new RateLimit(COMMANDS_PER_SECOND, parts.clock.monotonicMs());
  }

  get refusals(): number {
    return this.#refusals;
  }

  /** Returns the response as text, at most `mostBytes` long. Undefined when commands arrive too fast for a response. */
  handleCommand(text: string, mostBytes: number): string | undefined {
    const answer = this.#answer(text);
    return answer && encodeWithin(answer, mostBytes);
  }

  #answer(text: string): ResponseMessage | undefined {
    const { clock, identity } = this.#parts;
    if (this.#rate.takePermit(clock.monotonicMs()) > 0) {
      this.#refusals += 1;
      return undefined;
    }
    const reading = this.#read(text, clock.now());
    if ('refused' in reading) return this.#refuse(reading.refused, reading.id);
    const { message } = reading;
    if (this.#ids.has(message.id)) return this.#refuse('replayed', message.id);
    this.#remember(message.id);
    const done = this.#follow(message);
    if (done === undefined) return this.#refuse('failed', message.id);
    return createResponse(identity, { id: message.id, refused: null, ...done });
  }

  /** Verifies a command. Refuses every command when the key file cannot be read. */
  #read(text: string, nowMs: number): ReturnType<typeof verifyCommand> {
    const { identity, keyFile, log } = this.#parts;
    try {
      const key = keyFile === undefined ? undefined : createPublicKey(readFileSync(keyFile));
      return verifyCommand(text, { identity, key, nowMs });
    } catch (error) {
      log.error({ err: error, keyFile }, 'the key that commands are signed with cannot be read');
      return { refused: 'bad-signature', id: null };
    }
  }

  #remember(id: string): void {
    this.#ids.add(id);
    const [oldest] = this.#ids;
    if (this.#ids.size > REMEMBERED_IDS && oldest !== undefined) this.#ids.delete(oldest);
  }

  #refuse(refused: CommandRefusal, id: string | null): ResponseMessage {
    this.#refusals += 1;
    this.#parts.log.warn({ refused }, 'a command from the cloud was refused');
    return createResponse(this.#parts.identity, { id, refused, rows: null, missing: [] });
  }

  /** Carries out a command. Undefined when a disk error prevented it. */
  #follow({ command }: CommandMessage): Pick<ResponseMessage, 'rows' | 'missing'> | undefined {
    const { store, log } = this.#parts;
    try {
      const results = command.ranges.map(([from, to]) => store.requeue(from, to));
      const rows = results.reduce((sum, result) => sum + result.rows, 0);
      const missing = results.flatMap((result) => result.missing).map(toGap);
      log.info({ rows, missing: missing.length }, 'the cloud asked for rows again');
      return { rows, missing: missing.slice(0, MOST_MISSING) };
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error;
      log.warn({ code: error.code }, error.message);
      return undefined;
    }
  }
}

/** Shortens the list of missing rows until the response fits. The cloud later asks again for the rows left out. */
function encodeWithin(answer: ResponseMessage, mostBytes: number): string {
  const text = JSON.stringify(answer);
  const { missing } = answer;
  if (text.length <= mostBytes || missing.length === 0) return text;
  return encodeWithin({ ...answer, missing: missing.slice(0, missing.length >> 1) }, mostBytes);
}

function toGap({ fromSeq, toSeq, reason }: MissingRows): ResponseMessage['missing'][number] {
  return { fromSeq, toSeq, reason: gapReason(reason) };
}

function createResponse(
  { bootId }: UplinkIdentity,
  rest: Pick<ResponseMessage, 'id' | 'refused' | 'rows' | 'missing'>,
): ResponseMessage {
  return { v: CONTRACT_VERSION, boot: bootId, ...rest };
}
