import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import type { CsvError } from 'csv-parse';
import type { SalesDropOptions } from '../../ports/links.ts';

/** Largest file. A day's sales of a large store take only a few megabytes. */
const MAX_FILE_BYTES = 64 * 1024 * 1024;
const MAX_RECORD_CHARS = 65_536;
/** Largest number of transactions in one file. No till exports more together. */
const MAX_TRANSACTIONS = 100_000;
/**
 * Bytes at the beginning of a file that are checked: enough to distinguish a list from a picture, a web page or a
 * spreadsheet.
 */
const HEAD_BYTES = 4_096;
const SEPARATORS = [',', ';', '\t'];

export type SalesShape = Pick<SalesDropOptions, 'separator' | 'header' | 'receiptColumn'>;

export interface Stretch {
  readonly from: number;
  readonly to: number;
  /** True when the file no longer grows. Text after the last line end is then also a record. */
  readonly isLast: boolean;
  /**
   * True when the last stretch ended with a counted record but without a line end. Text from `from` to the next line
   * end then belongs to that record and is not counted again.
   */
  readonly isCut: boolean;
}

/** The sales that were read from one stretch of a file. */
export interface SalesRead {
  /** Offset at which the next stretch begins. */
  readonly to: number;
  readonly isCut: boolean;
  readonly records: number;
  /** Receipt numbers, each with the first record that has it. */
  readonly receipts: ReadonlyMap<string, string>;
}

/** Why a file is not a list of sales, in words for the technician. */
export interface Refusal {
  readonly refusal: string;
}

type Encoding = 'latin1' | 'utf16le';

/**
 * Reads the records of a stretch as a stream. It reads UTF-8 as Latin-1, because separators and line ends have the same
 * bytes in both.
 */
export async function readSales(
  path: string,
  shape: SalesShape,
  stretch: Stretch,
): Promise<SalesRead | Refusal> {
  if (stretch.to > MAX_FILE_BYTES) return { refusal: `it is larger than ${MAX_FILE_BYTES / 1024 / 1024} MB` };
  const head = await readBytes(path, 0, HEAD_BYTES);
  const strange = refusalOfHead(head);
  if (strange !== undefined) return { refusal: strange };
  const encoding = head[0] === 0xff && head[1] === 0xfe ? 'utf16le' : 'latin1';
  const reading = new SalesReading(shape, stretch, await readEnds(path, stretch, encoding));
  try {
    for await (const { record, info } of await openRecords(path, shape, stretch, encoding)) {
      reading.accept(record, stretch.from + info.bytes);
    }
  } catch (error) {
    const { code, message } = error as CsvError;
    if (code !== 'CSV_QUOTE_NOT_CLOSED') return { refusal: message };
    if (stretch.isLast) return { refusal: 'a quotation mark is never closed' };
    reading.dropRest();
  }
  return reading.end();
}

export async function readBytes(path: string, from: number, count: number): Promise<Buffer> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(count), 0, count, from);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

function refusalOfHead(head: Buffer): string | undefined {
  if (head[0] === 0xfe && head[1] === 0xff) return 'its encoding is UTF-16 BE: export it as UTF-8';
  const isUtf16 = head[0] === 0xff && head[1] === 0xfe;
  if (!isUtf16 && head.includes(0)) return 'it is no text';
  const start = head.toString('latin1').trimStart();
  if (start.startsWith('PK\u0003')) return 'it is a spreadsheet: export it as CSV';
  return /^[<{[]/.test(start) ? 'it is no CSV' : undefined;
}

interface Ends {
  readonly startsWithLineEnd: boolean;
  readonly endsWithLineEnd: boolean;
}

async function readEnds(path: string, { from, to }: Stretch, encoding: Encoding): Promise<Ends> {
  const bytes = encoding === 'latin1' ? 1 : 2;
  const isLineEnd = async (at: number) =>
    /[\r\n]/.test((await readBytes(path, Math.max(0, at), bytes)).toString(encoding));
  return { startsWithLineEnd: await isLineEnd(from), endsWithLineEnd: await isLineEnd(to - bytes) };
}

interface CsvRecord {
  readonly record: readonly string[];
  readonly info: { readonly bytes: number };
}

async function openRecords(
  path: string,
  { separator }: SalesShape,
  { from, to }: Stretch,
  encoding: Encoding,
): Promise<AsyncIterable<CsvRecord>> {
  const { parse } = await import('csv-parse');
  const parser = parse({
    ...{ delimiter: separator, encoding, bom: from === 0, info: true, max_record_size: MAX_RECORD_CHARS },
    ...{ relax_quotes: true, relax_column_count: true, skip_empty_lines: true },
  });
  const bytes = createReadStream(path, { start: from, end: to - 1 });
  bytes.on('error', (error) => parser.destroy(error));
  return bytes.pipe(parser);
}

/** Collects the records of a stretch. The last record waits until it is certain that it is complete. */
class SalesReading {
  readonly #shape: SalesShape;
  readonly #stretch: Stretch;
  readonly #ends: Ends;
  readonly #receipts = new Map<string, string>();
  #records = 0;
  #withoutReceipt = 0;
  #widest = 0;
  #hasOtherSeparator = false;
  /** Number of records to skip: the header, or the rest of a record that the last stretch cut in two. */
  #toSkip: number;
  #to: number;
  #hasRest = false;
  #waiting: { readonly record: readonly string[]; readonly to: number } | undefined;

  constructor(shape: SalesShape, stretch: Stretch, ends: Ends) {
    this.#shape = shape;
    this.#stretch = stretch;
    this.#ends = ends;
    this.#to = stretch.from;
    const isHeader = stretch.from === 0 && shape.header;
    this.#toSkip = isHeader || (stretch.isCut && !ends.startsWithLineEnd) ? 1 : 0;
  }

  accept(record: readonly string[], to: number): void {
    this.#acceptWaiting();
    this.#waiting = { record, to };
  }

  /** Drops the text after the last record. That text has an open quotation mark, so it is not yet complete. */
  dropRest(): void {
    this.#acceptWaiting();
    this.#hasRest = true;
  }

  end(): SalesRead | Refusal {
    const isWhole = !this.#hasRest && (this.#ends.endsWithLineEnd || this.#stretch.isLast);
    if (isWhole) this.#acceptWaiting();
    const refusal = this.#findRefusal();
    if (refusal !== undefined) return { refusal };
    return {
      to: isWhole ? Math.max(this.#to, this.#stretch.to) : this.#to,
      isCut: isWhole && !this.#ends.endsWithLineEnd,
      records: this.#records,
      receipts: this.#receipts,
    };
  }

  #acceptWaiting(): void {
    if (this.#waiting === undefined) return;
    const { record, to } = this.#waiting;
    this.#waiting = undefined;
    this.#to = to;
    this.#widest = Math.max(this.#widest, record.length);
    this.#hasOtherSeparator ||= SEPARATORS.some((each) => record[0]?.includes(each) === true);
    if (this.#toSkip > 0) this.#toSkip -= 1;
    else if (record.some((field) => field.trim() !== '')) this.#count(record);
  }

  #count(record: readonly string[]): void {
    this.#records += 1;
    const { receiptColumn } = this.#shape;
    if (receiptColumn === undefined) return;
    const receipt = record[receiptColumn - 1]?.trim() ?? '';
    if (receipt === '') this.#withoutReceipt += 1;
    else if (!this.#receipts.has(receipt)) this.#receipts.set(receipt, record.join('\u001f'));
  }

  #findRefusal(): string | undefined {
    const { receiptColumn, separator } = this.#shape;
    if (this.#records > MAX_TRANSACTIONS) return `it has more than ${MAX_TRANSACTIONS} records`;
    if (this.#widest === 1 && this.#hasOtherSeparator) {
      return `its columns are not separated by '${separator === '\t' ? 'tab' : separator}', as the settings say`;
    }
    const hasNone = this.#records > 0 && this.#withoutReceipt === this.#records;
    return hasNone ? `no record has a receipt in column ${receiptColumn}` : undefined;
  }
}
