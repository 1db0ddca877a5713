import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { GatewayError } from '../../src/core/model/gateway-error.ts';
import { createModbusLink } from '../../src/links/serial/modbus-link.ts';
import type { SerialLink } from '../../src/ports/links.ts';
import { FakeDuplex } from '../support/links/fake-serial.ts';

const OPTIONS = { path: '/dev/ttyAMA0', baudRate: 9_600 };
const TIMING = { answerMs: 60, silenceMs: 200 };
const never = new AbortController().signal;

/** CRC-16 of Modbus over serial line V1.02, appendix B. */
function withCrc(...bytes: number[]): Buffer {
  let crc = 0xffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >> 1) ^ 0xa001 : crc >> 1;
  }
  return Buffer.from([...bytes, crc & 0xff, crc >> 8]);
}

type Answer = (request: Uint8Array) => readonly Uint8Array[] | undefined;

/** A serial link on which every opening is a new fake bus; the newest is last. */
function fakeBus(answer: Answer) {
  const ports: FakeDuplex[] = [];
  const serial: SerialLink = {
    lines: () => {
      throw new Error('a bus has no lines');
    },
    openDuplex: () => {
      ports.push(new FakeDuplex(answer));
      return Promise.resolve(ports.at(-1) as FakeDuplex);
    },
  };
  return { link: createModbusLink(serial, TIMING), ports };
}

const twoRegisters = (unit: number, a: number, b: number) =>
  withCrc(unit, 3, 4, a >> 8, a & 0xff, b >> 8, b & 0xff);
const REQUEST = { unit: 7, table: 'holding', address: 10, count: 2 } as const;

describe('the Modbus link', () => {
  test('asks as the specification says and gives the registers', async () => {
    const { link, ports } = fakeBus(() => [twoRegisters(7, 0x0102, 0xfffe)]);
    const bus = await link.openBus(OPTIONS, never);
    expect(await bus.read(REQUEST)).toEqual([0x0102, 0xfffe]);
    expect(Buffer.from(ports[0]?.requests[0] ?? [])).toEqual(withCrc(7, 3, 0, 10, 0, 2));
    expect(await bus.read({ ...REQUEST, table: 'input' }).catch(() => undefined)).toBeUndefined();
    expect(ports[0]?.requests[1]?.[1]).toBe(4);
    await bus.close();
  });

  test('puts an answer together from single bytes, after noise', async () => {
    const frame = twoRegisters(7, 5, 6);
    const { link } = fakeBus(() => [
      Buffer.from([0, 255, 7]),
      ...[...frame].map((byte) => Buffer.from([byte])),
    ]);
    const bus = await link.openBus(OPTIONS, never);
    expect(await bus.read(REQUEST)).toEqual([5, 6]);
    await bus.close();
  });

  test.each([
    ['a damaged answer', [Buffer.from([...twoRegisters(7, 1, 2).subarray(0, -1), 0])]],
    ['a unit that is busy', [withCrc(7, 0x83, 6)]],
  ])('gives nothing for %s, and the next answer all the same', async (_name, first) => {
    const answers = [first, [twoRegisters(7, 3, 4)]];
    const { link } = fakeBus(() => answers.shift());
    const bus = await link.openBus(OPTIONS, never);
    expect(await bus.read(REQUEST)).toBeUndefined();
    expect(await bus.read(REQUEST)).toEqual([3, 4]);
    await bus.close();
  });

  test.each([
    ['another unit’s answer', [twoRegisters(8, 1, 2)]],
    ['silence', undefined],
    ['an endless answer', [Buffer.alloc(100_000, 7)]],
  ])('asks a unit nothing for some time after %s, and others all the same', async (_name, first) => {
    const answers = [first, [twoRegisters(9, 5, 6)], [twoRegisters(7, 3, 4)]];
    const { link, ports } = fakeBus(() => answers.shift());
    const bus = await link.openBus(OPTIONS, never);
    expect(await bus.read(REQUEST)).toBeUndefined();
    expect(await bus.read(REQUEST)).toBeUndefined();
    expect(await bus.read({ ...REQUEST, unit: 9 })).toEqual([5, 6]);
    expect(ports[0]?.requests).toHaveLength(2);
    await sleep(TIMING.silenceMs);
    expect(await bus.read(REQUEST)).toEqual([3, 4]);
    await bus.close();
  });

  test('never takes a late answer for that of another question', async () => {
    let asked = 0;
    const { link, ports } = fakeBus(([unit = 0, , , address = 0]) => {
      asked += 1;
      const answer = twoRegisters(unit, address, asked);
      if (asked !== 2) return [answer];
      setTimeout(() => ports[0]?.say(answer), 1.5 * TIMING.answerMs);
      return undefined;
    });
    const bus = await link.openBus(OPTIONS, never);
    const readings: (readonly number[] | undefined)[] = [];
    for (let address = 10; readings.length < 12; address = address === 10 ? 20 : 10) {
      const answer = await bus.read({ ...REQUEST, address });
      if (answer !== undefined) expect(answer[0]).toBe(address);
      readings.push(answer);
      await sleep(20);
    }
    // The late answer ends the silence before its time is over.
    expect(readings.filter((answer) => answer === undefined).length).toBeLessThan(5);
    await bus.close();
  });

  test('says what a unit refuses', async () => {
    const { link } = fakeBus(() => [withCrc(7, 0x83, 2)]);
    const bus = await link.openBus(OPTIONS, never);
    await expect(bus.read(REQUEST)).rejects.toMatchObject({
      code: 'LINK_REFUSED',
      message: expect.stringContaining('no such register'),
    });
    await bus.close();
  });

  test('lets two counters share a bus, one request at a time', async () => {
    let asked = 0;
    const { link, ports } = fakeBus((request) => {
      asked += 1;
      expect(asked).toBe(1);
      setTimeout(() => {
        asked -= 1;
      }, 0);
      return [twoRegisters(request[0] ?? 0, request[0] ?? 0, 0)];
    });
    const first = await link.openBus(OPTIONS, never);
    const second = await link.openBus(OPTIONS, never);
    const read = (bus: typeof first, unit: number) => bus.read({ ...REQUEST, unit });
    const answer = await read(first, 1);
    await new Promise((resolve) => setTimeout(resolve, 1));
    expect([answer, await read(second, 2)]).toEqual([
      [1, 0],
      [2, 0],
    ]);
    expect(ports).toHaveLength(1);
    await first.close();
    expect(ports[0]?.closed).toBe(false);
    await second.close();
    expect(ports[0]?.closed).toBe(true);
  });

  test('throws when the port is lost, and opens a new one after it', async () => {
    const { link, ports } = fakeBus((request) => [twoRegisters(request[0] ?? 0, 1, 1)]);
    const lost = [await link.openBus(OPTIONS, never), await link.openBus(OPTIONS, never)];
    ports[0]?.pull(new GatewayError('LINK_LOST', 'pulled'));
    for (const bus of lost) await expect(bus.read(REQUEST)).rejects.toMatchObject({ code: 'LINK_LOST' });
    await lost[0]?.close();
    const again = await link.openBus(OPTIONS, never);
    await lost[1]?.close();
    expect(await again.read(REQUEST)).toEqual([1, 1]);
    expect(await link.openBus(OPTIONS, never).then((bus) => bus.read(REQUEST))).toEqual([1, 1]);
    expect(ports).toHaveLength(2);
  });
});
