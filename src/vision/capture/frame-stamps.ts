/** ffmpeg's report on one frame. */
export interface FrameStamp {
  /** On the stream's own clock; undefined where the stream gave none. */
  readonly ptsUs: number | undefined;
  /** Size of the picture before scaling. */
  readonly widthPx: number;
  readonly heightPx: number;
}

/** One line of the `showinfo` filter; what follows the picture size differs from release to release. */
const STAMP = /\bn: *\d+ pts: *(-?\d+|NOPTS) .*? s:(\d+)x(\d+) /;
/** No honest line is longer; without an end in sight the rest is noise. */
const MAX_LINE_CHARACTERS = 4096;
const TROUBLE = /\[(?:error|fatal|panic)\] (.*)/;
const MAX_TROUBLES = 4;
/** What ffmpeg says of a file that is cut off or has broken parts; it still ends as if all were well. */
const DAMAGE = /\[(?:warning|error|fatal)\] (.*(?:corrupt|prematurely|partial file|Invalid data found).*)/i;
const DURATION = /^\[info\] +Duration: (\d+):(\d+):(\d+\.\d+)/;

/** Reads ffmpeg's stderr: stamps of frames in order, and the last things it complained of. */
export class FrameStamps {
  readonly troubles: string[] = [];
  /** How long the file says it is. */
  durationS: number | undefined;
  /** How often a part could not be read, and the first complaint of it. */
  damages = 0;
  firstDamage = '';
  #rest = '';

  push(text: string): FrameStamp[] {
    const lines = (this.#rest + text).split('\n');
    this.#rest = (lines.pop() ?? '').slice(-MAX_LINE_CHARACTERS);
    return lines.map((line) => this.#read(line)).filter((stamp) => stamp !== undefined);
  }

  #read(line: string): FrameStamp | undefined {
    const stamp = decodeStamp(line);
    if (stamp === undefined) this.#recordStamp(line);
    return stamp;
  }

  #recordStamp(line: string): void {
    const [, hours, minutes, seconds] = DURATION.exec(line) ?? [];
    if (seconds !== undefined) this.durationS = 3600 * Number(hours) + 60 * Number(minutes) + Number(seconds);
    const [, damage] = DAMAGE.exec(line) ?? [];
    if (damage !== undefined) {
      if (this.damages === 0) this.firstDamage = damage.trim();
      this.damages += 1;
    }
    const [, trouble] = TROUBLE.exec(line) ?? [];
    if (trouble === undefined) return;
    this.troubles.push(trouble.trim());
    if (this.troubles.length > MAX_TROUBLES) this.troubles.shift();
  }
}

export function decodeStamp(line: string): FrameStamp | undefined {
  const match = STAMP.exec(line);
  if (match === null) return undefined;
  const [, pts, width, height] = match;
  return {
    ptsUs: pts === 'NOPTS' ? undefined : Number(pts),
    widthPx: Number(width),
    heightPx: Number(height),
  };
}
