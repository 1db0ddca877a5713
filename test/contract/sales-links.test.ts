import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { readSales } from '../../src/links/sales/sales-file.ts';
import type { SalesDropSettings } from '../../src/links/sales/sales-folder-link.ts';
import { createSalesDropLink } from '../../src/links/sales/sales-folder-link.ts';
import { createSalesHttpLink } from '../../src/links/sales/sales-http-link.ts';
import type { SalesDropOptions } from '../../src/ports/links.ts';
import { noisyText } from '../support/fuzz-decoders.ts';
import { freePort } from '../support/links/mosquitto.ts';
import { Random } from '../support/seeded-random.ts';
import { until } from '../support/until.ts';

const TOKEN = 'a-token-of-the-till';

function room(): string {
  const directory = mkdtempSync(join(tmpdir(), 'lintel-sales-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/** Reads a link until the test ends. */
function follow(open: (signal: AbortSignal) => AsyncIterable<number>) {
  const abort = new AbortController();
  const counts: number[] = [];
  const done = (async () => {
    for await (const count of open(abort.signal)) counts.push(count);
  })();
  // It still marks what it counted last: its folder must stand until then.
  onTestFinished(async () => {
    abort.abort();
    await Promise.allSettled([done]);
  });
  return { counts, done, stop: () => abort.abort() };
}

describe('sales by HTTP', () => {
  async function till() {
    const tokenFile = join(room(), 'token');
    writeFileSync(tokenFile, `${TOKEN}\n`);
    const options = { address: '127.0.0.1', port: await freePort(), tokenFile };
    const link = follow((signal) => createSalesHttpLink().counts(options, signal));
    const post = async (body: string | undefined, headers: Record<string, string> = {}, path = '/sales') => {
      const authorization = `Bearer ${TOKEN}`;
      const url = `http://127.0.0.1:${options.port}${path}`;
      const init = {
        method: 'POST',
        headers: { authorization, ...headers },
        ...(body === undefined ? {} : { body }),
      };
      return (await fetch(url, init)).status;
    };
    let isUp = false;
    const knock = () =>
      post('{}').then(
        () => true,
        () => sleep(20, false),
      );
    for (let tries = 0; tries < 200 && !isUp; tries++) isUp = await knock();
    return { ...link, post, options };
  }

  test('counts what is posted with the token, once, and refuses everything else', async () => {
    const { counts, post } = await till();
    expect(await post(undefined)).toBe(204);
    expect(await post('{"transactions":3,"customer":"Ada"}')).toBe(204);
    expect(await post('{"transactions":2}', { 'idempotency-key': 'r-1' })).toBe(204);
    expect(await post('{"transactions":2}', { 'idempotency-key': 'r-1' })).toBe(204);
    expect(await post('{"transactions":1}', { authorization: 'Bearer wrong' })).toBe(401);
    expect(await post('{"transactions":1}', {}, '/other')).toBe(404);
    for (const body of [
      'hello',
      'null',
      '{"transactions":-1}',
      '{"transactions":1.5}',
      '{"transactions":1e9}',
    ]) {
      expect(await post(body)).toBe(400);
    }
    expect(await post(`{"x":"${'y'.repeat(10_000)}"}`)).toBe(413);
    await until('all are read', () => counts.length === 3);
    expect(counts).toEqual([1, 3, 2]);
  });

  test('frees its port, and says so when it is taken', async () => {
    const { options, stop, done } = await till();
    const second = follow((signal) => createSalesHttpLink().counts(options, signal));
    await expect(second.done).rejects.toMatchObject({ code: 'LINK_NOT_FOUND' });
    stop();
    await done;
    const third = follow((signal) => createSalesHttpLink().counts(options, signal));
    third.stop();
    await third.done;
  });

  test('needs a token that cannot be guessed', async () => {
    const tokenFile = join(room(), 'token');
    writeFileSync(tokenFile, '1234');
    const options = { address: '127.0.0.1', port: await freePort(), tokenFile };
    await expect(
      follow((signal) => createSalesHttpLink().counts(options, signal)).done,
    ).rejects.toMatchObject({
      code: 'SETTINGS_INVALID',
    });
  });
});

describe('sales by files', () => {
  const OPTIONS = { separator: ';', header: true, receiptColumn: 1, deleteAfterImport: false };

  /** Follows a folder; `counted` resolves to the sum once it has counted so often. */
  function drop(own: Partial<SalesDropOptions> = {}, settings: SalesDropSettings = {}) {
    const folder = room();
    const options = { ...OPTIONS, folder, ...own };
    const link = createSalesDropLink({ lookEveryMs: 10, ...settings });
    const start = () => follow((signal) => link.counts(options, signal));
    const run = start();
    const counted = async (times: number) => {
      await until('it is counted', () => run.counts.length === times);
      return run.counts.reduce((sum, count) => sum + count, 0);
    };
    const put = (name: string, text: string | Buffer) => writeFileSync(join(folder, name), text);
    return { ...run, start, counted, options, folder, put };
  }

  test('counts what is new in each file, and leaves the till’s files as they are', async () => {
    const { put, counted, counts, folder } = drop();
    put('monday.csv', 'receipt;item\r\n1;"a;\nb"\r\n1;c\r\n2;d\r\n');
    put('notes.txt', 'x\ny\nz\n');
    expect(await counted(1)).toBe(2);
    put('tuesday.CSV', 'receipt;item\n');
    await counted(2);
    expect(counts).toEqual([2, 0]);
    expect(readdirSync(folder).sort()).toEqual(['.lintel-counted', 'monday.csv', 'notes.txt', 'tuesday.CSV']);
  });

  test('follows a file that grows, wherever it is cut', async () => {
    const text = 'n;what\r\n\r\n7;"two\r\nlines, ""quoted"""\r\n7;x\r\n8;TV 24" black\r\n;\r\n9;"y"\r\n';
    const cuts = Array.from({ length: text.length - 1 }, (_, i) => i + 1);
    await Promise.all(
      cuts.map(async (cut) => {
        const { put, folder, counts } = drop();
        put('day.csv', text.slice(0, cut));
        await sleep(80);
        appendFileSync(join(folder, 'day.csv'), text.slice(cut));
        const total = () => counts.reduce((sum, count) => sum + count, 0);
        await until(`all is counted that was cut at ${cut}`, () => total() === 3);
        await sleep(50);
        expect(total()).toBe(3);
      }),
    );
  });

  test('takes a last line without its end once nothing more comes, and its rest for no other sale', async () => {
    const { put, counted, folder } = drop({ receiptColumn: undefined });
    put('day.csv', 'n;what\n1;a\n2;b');
    expect(await counted(1)).toBe(1);
    expect(await counted(2)).toBe(2);
    appendFileSync(join(folder, 'day.csv'), 'rest\n3;c\n');
    expect(await counted(3)).toBe(3);
  });

  test('knows receipts that are exported again, and a number that a till uses again next day', async () => {
    const { put, counted } = drop();
    put('a.csv', 'n;at\n1;10:00\n2;10:05\n');
    expect(await counted(1)).toBe(2);
    put('later.csv', 'n;at\n1;10:00\n2;10:05\n3;10:07\n');
    expect(await counted(2)).toBe(3);
    put('later.csv', 'n;at\n1;08:59\n2;09:12\n');
    expect(await counted(3)).toBe(5);
  });

  test('counts again only what was not stored', async () => {
    const stored: (() => void)[] = [];
    const { put, counted, start, stop, done, options } = drop({}, { whenStored: (act) => stored.push(act) });
    put('a.csv', 'n\n1\n2\n');
    await counted(1);
    stored.shift()?.();
    put('b.csv', 'n\n3\n');
    expect(await counted(2)).toBe(3);
    stop();
    await done;
    const again = start();
    put('c.csv', 'n\n4\n5\n6\n');
    await until('only what is new is counted', () => again.counts.length > 0);
    expect(again.counts).toEqual([3]);
    const successor = follow((signal) => createSalesDropLink({ lookEveryMs: 10 }).counts(options, signal));
    await until('a successor counts what was not stored', () => successor.counts.length === 2);
    expect(successor.counts.sort()).toEqual([1, 3]);
  });

  test.each([
    ['a picture', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2]), 'no text'],
    ['a spreadsheet', Buffer.from('PK\u0003\u0004…'), 'spreadsheet'],
    ['a web page', '<!doctype html>\n<p>502</p>\n', 'no CSV'],
    ['another separator', 'n,at\n1,10:00\n2,10:05\n', 'not separated'],
    ['a receipt column that is empty', 'n;at\n;10:00\n;10:05\n', 'no record has a receipt'],
    ['a quotation mark that stays open', 'n;at\n1;"10:00\n2;10:05\n3;10:06\n', 'never closed'],
  ])('refuses %s aloud, and counts the rest', async (_name, text, reason) => {
    const { put, counts, done } = drop();
    put('good.csv', 'n;at\n1;10:00\n');
    put('other.csv', text);
    await expect(done).rejects.toMatchObject({
      code: 'LINK_UNREADABLE',
      message: expect.stringContaining(reason),
    });
    expect(counts[0]).toBe(1);
  });

  test('deletes what it may once nothing more comes, and is absent without its folder', async () => {
    const { put, counted, folder, options } = drop({ deleteAfterImport: true }, { deleteAfterMs: 60 });
    put('a.csv', 'n\n1\n2\n');
    expect(await counted(1)).toBe(2);
    await until('it is deleted', () => !existsSync(join(folder, 'a.csv')));
    const missing = follow((signal) =>
      createSalesDropLink().counts({ ...options, folder: join(folder, 'none') }, signal),
    );
    await expect(missing.done).rejects.toMatchObject({ code: 'LINK_NOT_FOUND' });
  });

  test('throws at no bytes', async () => {
    const random = new Random(7);
    const path = join(room(), 'day.csv');
    const shape = { separator: ',', header: true, receiptColumn: 2 };
    for (let i = 0; i < 300; i++) {
      const bytes = Buffer.from(Array.from({ length: 20 }, () => noisyText(random)).join(''), 'latin1');
      writeFileSync(path, bytes);
      const from = random.int(0, bytes.length);
      const stretch = { from, to: bytes.length, isLast: random.chance(0.5), isCut: random.chance(0.5) };
      if (from === bytes.length) continue;
      const read = await readSales(path, shape, stretch);
      if ('to' in read) expect(read.to).toBeLessThanOrEqual(bytes.length);
    }
  });

  const SAMPLES = join(import.meta.dirname, '..', '..', '..', 'shared', 'data', 'field-cases', 'sales');
  test.skipIf(!existsSync(SAMPLES)).each([
    [['inch.csv'], 1, 5],
    [['u16le-bom.csv'], undefined, 5],
    [['empty-rows.csv'], undefined, 2],
    [['plain.csv', 'plain-later.csv'], 1, 8],
  ] as const)('counts what tills export: %s', async (names, receiptColumn, right) => {
    const { put, counted } = drop({ receiptColumn });
    let sum = 0;
    for (const [i, name] of names.entries()) {
      put(name, readFileSync(join(SAMPLES, name)));
      sum = await counted(i + 1);
    }
    expect(sum).toBe(right);
  });
});
