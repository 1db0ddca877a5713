import { execFile } from 'node:child_process';
import { realpath } from 'node:fs/promises';
import { basename } from 'node:path';
import { promisify } from 'node:util';
import { GatewayError } from '../../core/model/gateway-error.ts';
import type { GpioEdge, GpioOptions } from '../../ports/links.ts';

const run = promisify(execFile);
/** Longest time that a tool may take. The tools answer within milliseconds. */
const TOOL_TIMEOUT_MS = 5_000;

export type ToolVersion = 1 | 2;

/**
 * The lines that were found on one chip, and the tools' version. The command lines of both tools are made from these.
 */
export interface FoundLines {
  readonly version: ToolVersion;
  readonly chip: string;
  readonly offsets: readonly number[];
  readonly bias: GpioOptions['bias'];
}

/** Finds the chip by label or name and each line by offset or name. Throws LINK_NOT_FOUND or LINK_AMBIGUOUS. */
export async function findLines({ chip: wanted, lines, bias }: GpioOptions): Promise<FoundLines> {
  const version = parseVersion(await runTool('gpiomon', ['--version']));
  const chip = pickChip(await listChips(), await deviceName(wanted), wanted);
  if (lines.every((line) => /^\d+$/.test(line))) return { version, chip, offsets: lines.map(Number), bias };
  const listing = await runTool('gpioinfo', version === 1 ? [chip] : ['-c', chip]);
  return { version, chip, offsets: lines.map((line) => pickLine(listing, line, chip)), bias };
}

export async function runTool(tool: string, args: readonly string[]): Promise<string> {
  try {
    return (await run(tool, args, { timeout: TOOL_TIMEOUT_MS })).stdout;
  } catch (error) {
    throw toolFailed(tool, error);
  }
}

/** Explains why a libgpiod tool does not run, and what to do. */
export function toolFailed(tool: string, cause: unknown): GatewayError {
  const { code, stderr } = cause as { code?: unknown; stderr?: string };
  if (code === 'ENOENT') {
    return new GatewayError('LINK_NOT_FOUND', `${tool} is not installed: apt install gpiod`, cause);
  }
  return toolComplained(tool, stderr ?? '', cause);
}

/** Translates a tool's error output into words for the technician. */
export function toolComplained(tool: string, stderr: string, cause?: unknown): GatewayError {
  const said = stderr.trim().split('\n').at(-1) ?? '';
  if (/busy/i.test(said)) {
    return new GatewayError(
      'LINK_NOT_FOUND',
      `a line is in use by another program (gpioinfo says which): ${said}`,
      cause,
    );
  }
  if (/permission/i.test(said)) {
    return new GatewayError(
      'LINK_NOT_FOUND',
      `no access to the GPIO chip: add the service’s user to group gpio: ${said}`,
      cause,
    );
  }
  return new GatewayError('LINK_LOST', `${tool} ended${said === '' ? '' : `: ${said}`}`, cause);
}

/** Parses `gpiomon (libgpiod) v1.6.3` to 1. Without a version in the text, it assumes version 2. */
function parseVersion(text: string): ToolVersion {
  return /\bv1\./.test(text) ? 1 : 2;
}

interface Chip {
  readonly name: string;
  readonly label: string;
}

/**
 * Lists the chips, from lines such as `gpiochip0 [pinctrl-rp1] (54 lines)`. The tool lists a chip twice if a symbolic
 * link gives it a second name. Here each chip is listed once.
 */
async function listChips(): Promise<Chip[]> {
  const listing = await runTool('gpiodetect', []);
  const chips = new Map<string, Chip>();
  for (const [, listed = '', label = ''] of listing.matchAll(/^(\S+) \[(.*)\] \(\d+ lines\)$/gm)) {
    const name = await deviceName(listed);
    chips.set(name, { name, label });
  }
  return [...chips.values()];
}

/** Resolves a chip's name in /dev. Returns a label unchanged. */
async function deviceName(name: string): Promise<string> {
  if (!/^gpiochip\d+$/.test(name)) return name;
  return basename(await realpath(`/dev/${name}`).catch(() => name));
}

/** Finds a chip by name or label. Numbers and bases change between kernels; labels do not. */
function pickChip(chips: readonly Chip[], name: string, wanted: string): string {
  const named = chips.find((chip) => chip.name === name);
  if (named !== undefined) return named.name;
  const [first, ...more] = chips.filter(({ label }) => label === wanted);
  if (first === undefined) {
    const present = chips.map((chip) => `${chip.label} (${chip.name})`).join(', ');
    throw new GatewayError(
      'LINK_NOT_FOUND',
      `there is no GPIO chip '${wanted}'; there are: ${present || 'none'}`,
    );
  }
  if (more.length > 0) {
    const names = [first, ...more].map((chip) => chip.name).join(' and ');
    throw new GatewayError(
      'LINK_AMBIGUOUS',
      `GPIO chips ${names} are both labelled '${wanted}': use one’s name`,
    );
  }
  return first.name;
}

function pickLine(listing: string, wanted: string, chip: string): number {
  if (/^\d+$/.test(wanted)) return Number(wanted);
  for (const [, offset, name] of listing.matchAll(/^\s*line\s+(\d+):\s+"([^"]*)"/gm)) {
    if (name === wanted) return Number(offset);
  }
  throw new GatewayError('LINK_NOT_FOUND', `GPIO chip ${chip} has no line '${wanted}'`);
}

/**
 * Arguments of gpiomon. `-b` means line buffering in version 1, and bias in version 2. Version 2 could debounce in the
 * kernel, but an endlessly bouncing line would then look quiet. Its time stamps would also be too late, as they come
 * from a work queue.
 */
export function monitorArgs({ version, chip, offsets, bias }: FoundLines): string[] {
  return version === 1
    ? ['-b', '--format=%e %o %s %n', ...biasArgs(version, bias), chip, ...offsets.map(String)]
    : [
        '-c',
        chip,
        '-e',
        'both',
        '-E',
        'monotonic',
        '-F',
        '%e %o %S',
        ...biasArgs(version, bias),
        ...offsets.map(String),
      ];
}

export function levelArgs({ version, chip, offsets, bias }: FoundLines): string[] {
  return version === 1
    ? [...biasArgs(version, bias), chip, ...offsets.map(String)]
    : ['--numeric', '-c', chip, ...biasArgs(version, bias), ...offsets.map(String)];
}

function biasArgs(version: ToolVersion, bias: GpioOptions['bias']): string[] {
  if (bias === undefined) return [];
  if (version === 1) return ['-B', bias === 'none' ? 'disable' : bias];
  return ['-b', bias === 'none' ? 'disabled' : bias];
}

/**
 * Parses an edge: `1 17 1234 000567890` (version 1) or `1 17 1234.000567890` (version 2). The first 1 means rising in
 * both versions. Undefined when the text does not match.
 */
export function decodeEdge(text: string): (Omit<GpioEdge, 'line'> & { readonly offset: number }) | undefined {
  const match = /^([012]) (\d{1,6}) (\d{1,12})[ .](\d{1,9})$/.exec(text.trim());
  if (match === null) return undefined;
  const [, edge, offset, seconds, nanoseconds = ''] = match;
  // Version 1 prints the nanoseconds as a separate number, and version 2 as nine digits after the point.
  const monotonicMs = Number(seconds) * 1000 + Number(nanoseconds) / 1e6;
  return { rising: edge === '1', offset: Number(offset), monotonicMs };
}

/** Parses gpioget's output, such as `1 0 1`. Undefined when the text does not match. */
export function decodeLevels(text: string, count: number): boolean[] | undefined {
  const values = text.trim().split(/\s+/);
  if (values.length !== count || !values.every((value) => value === '0' || value === '1')) return undefined;
  return values.map((value) => value === '1');
}
