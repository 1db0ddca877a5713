import {
  closeSync,
  constants,
  mkdirSync,
  openSync,
  readdirSync,
  realpathSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createSerialLink } from '../../src/links/serial/serial-link.ts';
import { Pty } from '../support/links/pty.ts';
import { tempDir } from '../support/temp-dir.ts';
import { until } from '../support/until.ts';

async function plugIn(path: string): Promise<Pty> {
  const pty = await Pty.plugIn(path);
  onTestFinished(() => pty.unplug());
  return pty;
}

/** Reads lines until the link ends or fails. */
function read(path: string, link = createSerialLink(), baudRate = 115_200) {
  const abort = new AbortController();
  onTestFinished(() => abort.abort());
  const lines: string[] = [];
  let error: unknown;
  const done = (async () => {
    try {
      for await (const line of link.lines({ path, baudRate }, abort.signal)) lines.push(line);
    } catch (caught) {
      error = caught;
    }
  })();
  return {
    lines,
    done,
    abort: () => abort.abort(),
    get error() {
      return error;
    },
  };
}

/** Whoever reads has the port open: what is written from now on reaches them. */
async function open(pty: Pty, reader: { readonly lines: string[] }): Promise<void> {
  const greeting = setInterval(() => void pty.write('HELLO\n'), 20);
  await until('the first line', () => reader.lines.length > 0);
  clearInterval(greeting);
  await until('the last greeting', () => reader.lines.every((line) => line === 'HELLO'));
}

/** The kernel gives a pty's number away only when nobody has it open any more, so the next pty gets another. */
function keepNumberTaken(device: string): void {
  const held = openSync(device, constants.O_RDONLY | constants.O_NOCTTY | constants.O_NONBLOCK);
  onTestFinished(() => closeSync(held));
}

const counted = (lines: readonly string[]) => lines.filter((line) => line !== 'HELLO');
const openDescriptors = () => readdirSync('/proc/self/fd').length;

describe('the serial link on a pty', () => {
  test('gives whole lines, however they arrive, and any line end', async () => {
    const pty = await plugIn(join(tempDir(), 'counter'));
    const reader = read(pty.path);
    await open(pty, reader);
    for (const piece of ['C,1', ',2\r\nC,3', ',4\r', 'C,5,6\n\n\nC,7,8\n']) {
      await pty.write(piece);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    await until('four lines', () => counted(reader.lines).length === 4);
    expect(counted(reader.lines)).toEqual(['C,1,2', 'C,3,4', 'C,5,6', 'C,7,8']);
  });

  test('ends on abort and lets go of the port', async () => {
    const pty = await plugIn(join(tempDir(), 'counter'));
    const before = openDescriptors();
    const reader = read(pty.path);
    await open(pty, reader);
    reader.abort();
    await reader.done;
    expect(reader.error).toBeUndefined();
    expect(openDescriptors()).toBe(before);
  });

  test('a port pulled in mid-frame is lost, its half line dropped, and read on under its new number (F40)', async () => {
    const name = join(tempDir(), 'counter');
    const first = await plugIn(name);
    const link = createSerialLink();
    const reader = read(name, link);
    await open(first, reader);
    await first.write('C,10,10\nC,11,1');
    await until('the whole line', () => counted(reader.lines).length === 1);
    const firstNumber = realpathSync(name);
    keepNumberTaken(firstNumber);
    await first.unplug();
    await reader.done;
    expect(reader.error).toMatchObject({ code: 'LINK_LOST', message: expect.stringContaining(name) });
    expect(counted(reader.lines)).toEqual(['C,10,10']);

    const again = await plugIn(name);
    expect(realpathSync(again.path)).not.toBe(firstNumber);
    const second = read(name, link);
    await open(again, second);
    await again.write('1,11\nC,12,12\n');
    await until('a line of the new port', () => counted(second.lines).includes('C,12,12'));
    expect(counted(second.lines)).toEqual(['1,11', 'C,12,12']);
  });

  test('reconnecting leaks no descriptor (F40)', async () => {
    const name = join(tempDir(), 'counter');
    const link = createSerialLink();
    let atRest = 0;
    for (let round = 0; round < 20; round++) {
      const pty = await plugIn(name);
      const reader = read(name, link);
      await open(pty, reader);
      await pty.unplug();
      await reader.done;
      if (round === 3) atRest = openDescriptors();
    }
    expect(openDescriptors()).toBeLessThanOrEqual(atRest);
  });

  test('a flood of garbage is dropped unread, and the next good line is found (F41)', async () => {
    const pty = await plugIn(join(tempDir(), 'counter'));
    const reader = read(pty.path, createSerialLink(), 9_600);
    await open(pty, reader);
    const garbage = Buffer.alloc(65_536, 0xff);
    for (let sent = 0; sent < 8 * 2 ** 20; sent += garbage.length) await pty.write(garbage);
    const sending = setInterval(() => void pty.write('C,20,20\n'), 20);
    await until('a line after the flood', () => counted(reader.lines).length > 1);
    clearInterval(sending);
    expect(new Set(counted(reader.lines))).toEqual(new Set(['C,20,20']));
  });

  test('a flood of real lines is thinned to what the baud rate could carry (F41)', async () => {
    const pty = await plugIn(join(tempDir(), 'counter'));
    const beganMs = performance.now();
    const reader = read(pty.path, createSerialLink(), 9_600);
    await open(pty, reader);
    const block = Buffer.from('C,1,1\n'.repeat(10_000));
    for (let sent = 0; sent < 4 * 2 ** 20; sent += block.length) await pty.write(block);
    await pty.unplug();
    await reader.done;
    // 16 kB a second and a burst of two seconds; the more, the longer a busy machine takes to write them.
    const most = (16_384 * ((performance.now() - beganMs) / 1_000 + 2)) / 6;
    expect(counted(reader.lines).length).toBeGreaterThan(100);
    expect(counted(reader.lines).length).toBeLessThanOrEqual(most);
  });

  test('tells an absent port from a lost one, and names what is plugged in', async () => {
    const dev = tempDir();
    mkdirSync(join(dev, 'serial', 'by-id'), { recursive: true });
    writeFileSync(join(dev, 'serial', 'by-id', 'usb-Acme_counter'), '');
    const reader = read(join(dev, 'nothing'), createSerialLink({ dev, sys: dev }));
    await reader.done;
    expect(reader.error).toMatchObject({
      code: 'LINK_NOT_FOUND',
      message: expect.stringContaining('usb-Acme_counter'),
    });
  });

  test('refuses a port that is no serial port', async () => {
    const path = join(tempDir(), 'file');
    writeFileSync(path, '');
    const reader = read(path);
    await reader.done;
    expect(reader.error).toMatchObject({ code: 'LINK_NOT_FOUND' });
  });

  test('answers what is written', async () => {
    const pty = await plugIn(join(tempDir(), 'counter'));
    pty.onData((chunk) => void pty.write(chunk.toString('latin1').toUpperCase()));
    const abort = new AbortController();
    onTestFinished(() => abort.abort());
    const options = { path: pty.path, baudRate: 9_600 };
    const port = await createSerialLink().openDuplex(options, abort.signal);
    await port.write(Buffer.from('abc'));
    let heard = '';
    for await (const chunk of port.chunks()) {
      heard += Buffer.from(chunk).toString('latin1');
      if (heard.length === 3) break;
    }
    await port.close();
    expect(heard).toBe('ABC');
  });
});

describe('adapters that look the same (F42)', () => {
  /** A sysfs with one USB adapter per tty, and the udev names that go with them. */
  function fakeTrees(
    adapters: readonly { readonly tty: string; readonly device: string; readonly serial?: string }[],
  ) {
    const root = tempDir();
    const sys = join(root, 'sys');
    const dev = join(root, 'dev');
    mkdirSync(join(dev, 'serial', 'by-id'), { recursive: true });
    mkdirSync(join(dev, 'serial', 'by-path'), { recursive: true });
    mkdirSync(join(sys, 'class', 'tty'), { recursive: true });
    adapters.forEach(({ tty, device, serial }, i) => {
      const usb = join(sys, 'devices', 'usb1', `1-${i + 1}`);
      const ttyDirectory = join(usb, `1-${i + 1}:1.0`, tty);
      mkdirSync(ttyDirectory, { recursive: true });
      writeFileSync(join(usb, 'idVendor'), '1a86\n');
      writeFileSync(join(usb, 'idProduct'), '7523\n');
      if (serial !== undefined) writeFileSync(join(usb, 'serial'), `${serial}\n`);
      writeFileSync(join(usb, `1-${i + 1}:1.0`, 'bInterfaceNumber'), '00\n');
      mkdirSync(join(sys, 'class', 'tty', tty));
      symlinkSync(ttyDirectory, join(sys, 'class', 'tty', tty, 'device'));
      symlinkSync(device, join(dev, 'serial', 'by-path', `usb-0:1.${i + 1}:1.0-port0`));
    });
    const byId = join(dev, 'serial', 'by-id', 'usb-1a86_USB_Serial-if00-port0');
    const last = adapters.at(-1);
    if (last !== undefined) symlinkSync(last.device, byId);
    return {
      roots: { sys, dev },
      byId,
      byPath: (i: number) => join(dev, 'serial', 'by-path', `usb-0:1.${i}:1.0-port0`),
    };
  }

  async function twoPtys() {
    const directory = tempDir();
    const ptys = [await plugIn(join(directory, 'a')), await plugIn(join(directory, 'b'))];
    return ptys.map(({ path }) => ({ tty: basename(realpathSync(path)), device: realpathSync(path) }));
  }

  test('are refused by their common name, and both are named', async () => {
    const { roots, byId, byPath } = fakeTrees(await twoPtys());
    const reader = read(byId, createSerialLink(roots));
    await reader.done;
    expect(reader.error).toMatchObject({ code: 'LINK_AMBIGUOUS' });
    expect(String(reader.error)).toContain(byPath(1));
    expect(String(reader.error)).toContain(byPath(2));
  });

  test('are distinguished by their USB socket', async () => {
    const directory = tempDir();
    const [a, b] = [await plugIn(join(directory, 'a')), await plugIn(join(directory, 'b'))];
    const adapters = [a, b].map(({ path }) => ({
      tty: basename(realpathSync(path)),
      device: realpathSync(path),
    }));
    const { roots, byPath } = fakeTrees(adapters);
    const reader = read(byPath(1), createSerialLink(roots));
    await open(a, reader);
    expect(reader.error).toBeUndefined();
  });

  test('are distinguished by serial number', async () => {
    const directory = tempDir();
    const [a, b] = [await plugIn(join(directory, 'a')), await plugIn(join(directory, 'b'))];
    const adapters = [a, b].map(({ path }, i) => ({
      tty: basename(realpathSync(path)),
      device: realpathSync(path),
      serial: `A${i}`,
    }));
    const { roots, byId } = fakeTrees(adapters);
    const reader = read(byId, createSerialLink(roots));
    await open(b, reader);
    expect(reader.error).toBeUndefined();
  });
});
