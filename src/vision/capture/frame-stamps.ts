/** What ffmpeg reports on one frame. */
export interface FrameStamp {
  /** Time on the stream's own clock; undefined when the stream has none. */
  readonly ptsUs: number | undefined;
  /** Size of the picture before scaling. */
  readonly widthPx: number;
  readonly heightPx: number;
}

/** Matches a line of the `showinfo` filter. The text after the picture size differs between releases. */
const STAMP = /\bn: *\d+ pts: *(-?\d+|NOPTS) .*? s:(\d+)x(\d+) /;
/** Longest line that is kept. ffmpeg's own lines are shorter. */
const MAX_LINE_CHARACTERS = 4096;
const TROUBLE = /\[(?:error|fatal|panic)\] (.*)/;
const MAX_TROUBLES = 4;
/**
 * Matches ffmpeg's messages about a file that is cut off or damaged. ffmpeg still exits as if the file were complete.
 */
const DAMAGE = /\[(?:warning|error|fatal)\] (.*(?:corrupt|prematurely|partial file|Invalid data found).*)/i;
const DURATION = /^\[info\] +Duration: (\d+):(\d+):(\d+\.\d+)/;

/** Parses ffmpeg's stderr: frame stamps in order, and its last error messages. */
export class FrameStamps {
  readonly troubles: string[] = [];
  /** Duration according to the file. */
  durationS: number | undefined;
  /** Number of unreadable parts. `firstDamage` holds the first message. */
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
