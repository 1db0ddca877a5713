import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GatewayError } from '../../core/model/gateway-error.ts';
import type { GpioEdge, GpioLink, GpioOptions } from '../../ports/links.ts';
import { EdgeStream } from './edge-stream.ts';

const DEFAULT_DEBOUNCE_MS = 5;

/**
 * The part of onoff's interface that this link uses. The package is an optional peer dependency, so its own types may
 * be missing.
 */
interface OnoffGpio {
  watch(listener: (error: Error | null, value: 0 | 1) => void): void;
  readSync(): 0 | 1;
  unexport(): void;
}
type OnoffModule = {
  readonly Gpio: new (gpio: number, direction: 'in', edge: 'both' | 'none') => OnoffGpio;
};

/** The package name is in a variable, so that the type checker does not look for the optional package. */
const ONOFF: string = 'onoff';

/**
 * Opens GPIO lines through sysfs. The time stamps come from this process instead of the kernel, which is precise enough
 * for a door.
 */
export function createOnoffLink(gpioRoot = '/sys/class/gpio'): GpioLink {
  return {
    async *edges(options, signal) {
      const stream = new EdgeStream(options.debounceMs ?? DEFAULT_DEBOUNCE_MS);
      const lines = await openLines(options, gpioRoot, 'both');
      const abort = () => stream.end();
      signal.addEventListener('abort', abort);
      if (signal.aborted) abort();
      try {
        for (const { name, gpio } of lines) gpio.watch(watcher(name, stream));
        yield* stream.edges();
      } finally {
        signal.removeEventListener('abort', abort);
        for (const { gpio } of lines) gpio.unexport();
      }
    },
    async levels(options) {
      const lines = await openLines(options, gpioRoot, 'none');
      const values = lines.map(({ gpio }) => gpio.readSync() === 1);
      for (const { gpio } of lines) gpio.unexport();
      return values;
    },
  };
}

function watcher(line: string, stream: EdgeStream): (error: Error | null, value: 0 | 1) => void {
  return (error, value) => {
    if (error !== null) {
      stream.end(new GatewayError('LINK_LOST', `GPIO line ${line} no longer answers`, error));
      return;
    }
    const edge: GpioEdge = { line, rising: value === 1, monotonicMs: Number(process.hrtime.bigint()) / 1e6 };
    stream.push(edge);
  };
}

async function openLines(
  { chip, lines }: GpioOptions,
  gpioRoot: string,
  edge: 'both' | 'none',
): Promise<readonly { readonly name: string; readonly gpio: OnoffGpio }[]> {
  const base = await findBase(chip, gpioRoot);
  const { Gpio } = await loadOnoff();
  return lines.map((name) => {
    const offset = /^(?:GPIO)?(\d+)$/.exec(name)?.[1];
    if (offset === undefined) {
      throw new GatewayError('LINK_NOT_FOUND', `sysfs knows no line '${name}': use its number on the chip`);
    }
    try {
      return { name, gpio: new Gpio(base + Number(offset), 'in', edge) };
    } catch (error) {
      throw new GatewayError(
        'LINK_NOT_FOUND',
        `GPIO line ${name} of ${chip} does not open: ${String(error)}`,
        error,
      );
    }
  });
}

async function loadOnoff(): Promise<OnoffModule> {
  try {
    return (await import(ONOFF)) as OnoffModule;
  } catch (error) {
    throw new GatewayError(
      'LINK_NOT_FOUND',
      'the onoff package is not installed: npm install onoff@6.0.3',
      error,
    );
  }
}

/**
 * Finds the first sysfs number of a chip by the chip's label. This number depends on board and kernel (0, 399, 512, 520
 * …).
 */
async function findBase(chip: string, gpioRoot: string): Promise<number> {
  const entries = await readdir(gpioRoot).catch(() => []);
  const labels: string[] = [];
  for (const entry of entries.filter((name) => /^gpiochip\d+$/.test(name))) {
    const label = (await readFile(join(gpioRoot, entry, 'label'), 'utf8')).trim();
    if (label === chip) return Number(await readFile(join(gpioRoot, entry, 'base'), 'utf8'));
    labels.push(label);
  }
  throw new GatewayError(
    'LINK_NOT_FOUND',
    `sysfs has no GPIO chip labelled '${chip}'; it has: ${labels.join(', ') || 'none'}`,
  );
}
