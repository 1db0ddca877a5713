import { GatewayError } from '../../core/model/gateway-error.ts';

/**
 * A picture whose time stamp goes back by less than this is out of order, and is skipped. A larger step back is an
 * error.
 */
const DISORDER_US = 1_000_000;
/** Longest allowed gap in a file that is played as a live camera. A longer gap would make the camera look dead. */
const LIVE_HOLE_US = 60_000_000;

/** Checks the time stamps of a file. */
export class FileClock {
  readonly #path: string;
  readonly #isLive: boolean;
  #lastUs: number | undefined;

  constructor(path: string, isLive: boolean) {
    this.#path = path;
    this.#isLive = isLive;
  }

  /** Returns false for a picture out of order. Throws INPUT_UNREADABLE when the file's time stamps jump. */
  accepts(ptsUs: number): boolean {
    const last = this.#lastUs ?? ptsUs;
    if (ptsUs < last - DISORDER_US) throw this.#jump(last, `goes back by ${seconds(last - ptsUs)} s`);
    if (this.#isLive && ptsUs > last + LIVE_HOLE_US) {
      throw this.#jump(last, `jumps ahead by ${seconds(ptsUs - last)} s`);
    }
    if (this.#lastUs !== undefined && ptsUs <= last) return false;
    this.#lastUs = ptsUs;
    return true;
  }

  #jump(lastUs: number, how: string): GatewayError {
    return new GatewayError(
      'INPUT_UNREADABLE',
      `${this.#path} is read up to ${seconds(lastUs)} s only: its time then ${how}. Cut it into two files there`,
    );
  }
}

function seconds(us: number): string {
  return (us / 1e6).toFixed(1);
}
