import { existsSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { CsvCounter } from '../../src/links/sales/csv-record-counter.ts';
import { createSalesDropLink } from '../../src/links/sales/sales-folder-link.ts';
import { createSalesHttpLink } from '../../src/links/sales/sales-http-link.ts';
import { freePort } from '../support/links/mosquitto.ts';
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
  test('counts each file once when it is whole, and marks it', async () => {
    const folder = room();
    const options = { folder, separator: ';', header: true, receiptColumn: 1, deleteAfterImport: false };
    const { counts } = follow((signal) => createSalesDropLink({ lookEveryMs: 30 }).counts(options, signal));
    writeFileSync(join(folder, 'part'), 'receipt;item\r\n1;"a;\nb"\r\n1;c\r\n2;d\r\n');
    renameSync(join(folder, 'part'), join(folder, 'monday.csv'));
    writeFileSync(join(folder, 'notes.txt'), 'x\ny\nz\n');
    await until('it is counted', () => counts.length === 1);
    expect(counts).toEqual([2]);
    expect(readdirSync(folder).sort()).toEqual(['monday.csv.counted', 'notes.txt']);
    writeFileSync(join(folder, 'tuesday.CSV'), 'receipt;item\n');
    await until('it is counted', () => counts.length === 2);
    expect(counts).toEqual([2, 0]);
  });

  test('deletes what is counted where it may, and is absent without its folder', async () => {
    const folder = room();
    const options = { folder, separator: ',', header: false, deleteAfterImport: true };
    writeFileSync(join(folder, 'a.csv'), '1,2\n3,4');
    const { counts } = follow((signal) => createSalesDropLink({ lookEveryMs: 30 }).counts(options, signal));
    await until('it is counted', () => counts.length === 1);
    expect(counts).toEqual([2]);
    expect(existsSync(join(folder, 'a.csv.counted'))).toBe(false);
    const missing = follow((signal) =>
      createSalesDropLink({ lookEveryMs: 30 }).counts({ ...options, folder: join(folder, 'none') }, signal),
    );
    await expect(missing.done).rejects.toMatchObject({ code: 'LINK_NOT_FOUND' });
  });

  test('counts once what a crash left half counted, and what a reader took before it ended', async () => {
    const folder = room();
    const options = { folder, separator: ',', header: false, deleteAfterImport: false };
    writeFileSync(join(folder, 'a.csv.counting'), '1,2\n3,4');
    for await (const count of createSalesDropLink({ lookEveryMs: 30 }).counts(
      options,
      new AbortController().signal,
    )) {
      expect(count).toBe(2);
      expect(readdirSync(folder)).toEqual(['a.csv.counting']);
      break;
    }
    expect(readdirSync(folder)).toEqual(['a.csv.counted']);
    writeFileSync(join(folder, 'b.csv'), '5,6');
    const { counts } = follow((signal) => createSalesDropLink({ lookEveryMs: 30 }).counts(options, signal));
    await until('the next is counted', () => counts.length === 1);
    expect(counts).toEqual([1]);
  });

  test('keeps a file until its count is stored, counts it again only for a successor, and not over a name used again', async () => {
    const folder = room();
    const options = { folder, separator: ',', header: false, deleteAfterImport: false };
    const stored: (() => void)[] = [];
    const link = createSalesDropLink({ lookEveryMs: 30, whenStored: (act) => stored.push(act) });
    writeFileSync(join(folder, 'a.csv'), '1,2\n3,4');
    const first = follow((signal) => link.counts(options, signal));
    await until('the first is counted', () => stored.length === 1);
    writeFileSync(join(folder, 'a.csv'), '5,6');
    await until('the next of its name is counted', () => stored.length === 2);
    first.stop();
    await first.done;
    const again = follow((signal) => link.counts(options, signal));
    writeFileSync(join(folder, 'b.csv'), '7,8\n9,10\n11,12');
    await until('only what is new is counted', () => stored.length === 3);
    expect([...first.counts, ...again.counts]).toEqual([2, 1, 3]);
    const successor = follow((signal) =>
      createSalesDropLink({ lookEveryMs: 30, whenStored: () => undefined }).counts(options, signal),
    );
    await until('a successor counts what was not stored', () => successor.counts.length === 3);
    expect(successor.counts.sort()).toEqual([1, 2, 3]);
    for (const act of stored) act();
    expect(readdirSync(folder).sort()).toEqual(['a.csv.counted', 'b.csv.counted']);
  });

  test('does not care where a file is cut, nor about empty lines', () => {
    const text = 'n,what\r\n\r\n7,"two\r\nlines, ""quoted"""\r\n7,x\r\n8,y\r\n\r\n';
    for (let cut = 0; cut <= text.length; cut++) {
      const rows = new CsvCounter({ separator: ',', header: true });
      const receipts = new CsvCounter({ separator: ',', header: true, receiptColumn: 1 });
      for (const counter of [rows, receipts]) {
        counter.push(text.slice(0, cut));
        counter.push(text.slice(cut));
      }
      expect([rows.end(), receipts.end()]).toEqual([3, 2]);
    }
  });
});
