import { createInterface } from 'node:readline';
import type { ReadStream } from 'node:tty';
import type { Tap } from '../../core/door-audit/audit-accuracy.ts';
import type { EpochMs } from '../../core/model/ids.ts';
import type { Environment } from '../process/environment.ts';

export interface TappedSpan {
  readonly fromMs: number;
  readonly toMs: number;
  readonly taps: readonly Tap[];
}

type Key = Tap['direction'] | 'undo' | 'end' | undefined;

const KEYS: Readonly<Record<string, Key>> = {
  i: 'in',
  in: 'in',
  '\u001b[A': 'in',
  o: 'out',
  out: 'out',
  '\u001b[B': 'out',
  u: 'undo',
  undo: 'undo',
  '\u007f': 'undo',
  q: 'end',
  end: 'end',
  '\u0003': 'end',
  '\u0004': 'end',
};

/** An arrow key sends three characters, of which these are the first two. */
const ARROW = '\u001b[';

/**
 * Collects the taps of a person who watches the door. They are single keys in a terminal, or one word per line from a
 * pipe.
 */
export async function liveTaps(
  { terminal, input, stop }: Pick<Environment, 'terminal' | 'input' | 'stop'>,
  now: () => EpochMs,
): Promise<TappedSpan> {
  const fromMs = now();
  const taps: Tap[] = [];
  terminal.err('Tap as people pass:  i in   o out   u undo   q end\n');
  for await (const typed of typedKeys(input, stop)) {
    const key = KEYS[typed.trim().toLowerCase()] ?? KEYS[typed];
    if (key === 'end') break;
    if (key === 'undo') taps.pop();
    else if (key !== undefined) taps.push({ at: now(), direction: key });
    if (terminal.isInteractive) terminal.err(`\r\u001b[2K${tally(taps)}`);
  }
  terminal.err(terminal.isInteractive ? '\n' : '');
  return { fromMs, toMs: now(), taps };
}

function tally(taps: readonly Tap[]): string {
  const count = (direction: Tap['direction']) => taps.filter((tap) => tap.direction === direction).length;
  return `in ${count('in')}   out ${count('out')}`;
}

async function* typedKeys(input: NodeJS.ReadableStream, stop: AbortSignal): AsyncGenerator<string> {
  const tty = input as ReadStream;
  if (tty.isTTY !== true) {
    yield* createInterface({ input, signal: stop });
    return;
  }
  tty.setRawMode(true);
  tty.setEncoding('utf8');
  try {
    for await (const chunk of tty) yield* keysIn(String(chunk));
  } finally {
    tty.setRawMode(false);
    tty.pause();
  }
}

/** Splits a chunk of input into keys, because keys pressed shortly after each other may arrive together. */
function keysIn(chunk: string): string[] {
  return chunk.startsWith(ARROW) ? [chunk.slice(0, 3), ...chunk.slice(3)] : [...chunk];
}
