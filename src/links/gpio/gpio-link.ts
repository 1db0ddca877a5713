import { spawn } from 'node:child_process';
import { GatewayError } from '../../core/model/gateway-error.ts';
import type { GpioEdge, GpioLink, GpioOptions } from '../../ports/links.ts';
import { TextLineSplitter } from '../support/text-line-splitter.ts';
import { EdgeStream } from './edge-stream.ts';
import type { FoundLines } from './gpiod.ts';
import {
  decodeEdge,
  decodeLevels,
  findLines,
  levelArgs,
  monitorArgs,
  runTool,
  toolComplained,
  toolFailed,
} from './gpiod.ts';
import { createOnoffLink } from './onoff-link.ts';

/**
 * Default debounce time. Contacts and beam relays settle within a few milliseconds, and a person breaks a beam for
 * about 100 ms.
 */
const DEFAULT_DEBOUNCE_MS = 5;
const MAX_LINE_BYTES = 128;
/** Largest number of characters kept of a tool's error output. */
const MAX_STDERR_CHARS = 1_000;

export interface GpioLinkOptions {
  /** `onoff` is for kernels that offer GPIO only through sysfs. It needs the npm package `onoff`. */
  readonly backend?: 'gpiomon' | 'onoff';
}

/** Opens GPIO lines through libgpiod's command-line tools, which give kernel time stamps without native code. */
export function createGpioLink({ backend = 'gpiomon' }: GpioLinkOptions = {}): GpioLink {
  return backend === 'onoff' ? createOnoffLink() : { edges, levels };
}

async function* edges(options: GpioOptions, signal: AbortSignal): AsyncGenerator<GpioEdge> {
  const found = await findLines(options);
  const stream = new EdgeStream(options.debounceMs ?? DEFAULT_DEBOUNCE_MS);
  const stop = monitor(found, options.lines, stream);
  const abort = () => stream.end();
  signal.addEventListener('abort', abort);
  if (signal.aborted) abort();
  try {
    yield* stream.edges();
  } finally {
    signal.removeEventListener('abort', abort);
    stop();
  }
}

/** Starts gpiomon and feeds its edges to the stream. Returns the function that stops it. */
function monitor(found: FoundLines, names: readonly string[], stream: EdgeStream): () => void {
  const child = spawn('gpiomon', monitorArgs(found), { stdio: ['ignore', 'pipe', 'pipe'] });
  const splitter = new TextLineSplitter(MAX_LINE_BYTES);
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => {
    for (const line of splitter.push(chunk)) {
      const edge = decodeEdge(line);
      if (edge === undefined) continue;
      const name = names[found.offsets.indexOf(edge.offset)];
      if (name !== undefined) stream.push({ line: name, rising: edge.rising, monotonicMs: edge.monotonicMs });
    }
  });
  child.stderr.on('data', (chunk: Buffer) => {
    stderr = (stderr + chunk.toString()).slice(-MAX_STDERR_CHARS);
  });
  child.on('error', (error) => stream.end(toolFailed('gpiomon', error)));
  child.on('close', () => stream.end(toolComplained('gpiomon', stderr)));
  return () => child.kill();
}

async function levels(options: GpioOptions): Promise<readonly boolean[]> {
  const text = await runTool('gpioget', levelArgs(await findLines(options)));
  const values = decodeLevels(text, options.lines.length);
  if (values === undefined) throw new GatewayError('LINK_LOST', `gpioget said '${text.trim().slice(0, 80)}'`);
  return values;
}
