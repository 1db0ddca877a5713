import { readdir, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { GatewayError } from '../../core/model/gateway-error.ts';
import type { SalesDropLink, SalesDropOptions } from '../../ports/links.ts';
import type { SalesRead } from './sales-file.ts';
import { readBytes, readSales } from './sales-file.ts';
import type { HistoryEntry, ReadFile } from './sales-history.ts';
import { SalesHistory } from './sales-history.ts';

const LOOK_EVERY_MS = 2_000;
const DELETE_AFTER_MS = 15 * 60_000;
/** After this many checks without a change, a file's last line counts as complete even without a line end. */
const PATIENT_LOOKS = 15;
/** Length of the file's beginning, by which the link recognises a file. */
const HEAD_BYTES = 4_096;
/**
 * Names of sales files. Earlier versions of the gateway renamed a file while they counted it, and a crash could leave
 * that name.
 */
const SALES_FILE = /\.csv(\.[0-9a-f-]{36}\.counting)?$/i;

export interface SalesDropSettings {
  readonly lookEveryMs?: number;
  /** Time without a change after which a file is deleted, if the settings allow it. */
  readonly deleteAfterMs?: number;
  /** Runs a callback once storage holds the counts that were yielded so far. */
  readonly whenStored?: (act: () => void) => void;
}

/**
 * Link to a folder into which a till writes CSV files. The link does not change these files. It reads what is added to
 * them, and records in a history file in the folder what it has counted.
 */
export function createSalesDropLink({
  lookEveryMs = LOOK_EVERY_MS,
  deleteAfterMs = DELETE_AFTER_MS,
  whenStored = (act) => act(),
}: SalesDropSettings = {}): SalesDropLink {
  const histories = new Map<string, SalesHistory>();
  return {
    async *counts(options, signal) {
      await listFiles(options.folder);
      const history = histories.get(options.folder) ?? new SalesHistory(options.folder, Date.now());
      histories.set(options.folder, history);
      const deleteAfterLooks = options.deleteAfterImport ? deleteAfterMs / lookEveryMs : Infinity;
      const folder = new SalesFolder(options, history, { whenStored, deleteAfterLooks });
      while (!signal.aborted) {
        yield* folder.look(signal);
        await sleep(lookEveryMs, undefined, { signal }).catch(() => undefined);
      }
    },
  };
}

interface FolderRules extends Required<Pick<SalesDropSettings, 'whenStored'>> {
  readonly deleteAfterLooks: number;
}

interface SeenFile {
  readonly name: string;
  readonly bytes: number;
  readonly stamp: string;
  /** Number of checks since the file last changed. */
  looks: number;
  /** True when the whole file has been read. */
  isDone: boolean;
}

class SalesFolder {
  readonly #options: SalesDropOptions;
  readonly #history: SalesHistory;
  readonly #rules: FolderRules;
  #seen = new Map<string, SeenFile>();

  constructor(options: SalesDropOptions, history: SalesHistory, rules: FolderRules) {
    this.#options = options;
    this.#history = history;
    this.#rules = rules;
  }

  /**
   * Checks the folder once. Yields the number of new transactions of each file that has any. Throws LINK_UNREADABLE at
   * the end if it refused a file.
   */
  async *look(signal: AbortSignal): AsyncGenerator<number> {
    const refusals: string[] = [];
    this.#compare(await listFiles(this.#options.folder));
    for (const file of this.#seen.values()) {
      // Skip a file that has changed since the last check, as the till may still be writing to it.
      if (file.looks === 0 || signal.aborted) continue;
      if (file.isDone) await this.#deleteOld(file);
      else yield* this.#count(file, refusals);
    }
    if (refusals.length > 0) throw new GatewayError('LINK_UNREADABLE', refusals.join('; '));
  }

  #compare(files: readonly Pick<SeenFile, 'name' | 'bytes' | 'stamp'>[]): void {
    const seen = this.#seen;
    this.#seen = new Map();
    for (const file of files) {
      const before = seen.get(file.name);
      const isSame = before?.stamp === file.stamp;
      if (isSame) before.looks += 1;
      this.#seen.set(file.name, isSame ? before : { ...file, looks: 0, isDone: false });
    }
    for (const name of seen.keys()) if (!this.#seen.has(name)) this.#history.files.delete(name);
  }

  async *#count(file: SeenFile, refusals: string[]): AsyncGenerator<number> {
    const path = join(this.#options.folder, file.name);
    const isLast = file.looks >= PATIENT_LOOKS;
    const known = await this.#findKnown(file, path);
    const stretch = { from: known?.to ?? 0, to: file.bytes, isLast, isCut: known?.isCut === true };
    if (stretch.from === file.bytes) {
      file.isDone = true;
      return;
    }
    const read = await readSales(path, this.#options, stretch);
    if ('refusal' in read) {
      refusals.push(`${path} is refused: ${read.refusal}`);
      return;
    }
    file.isDone = read.to === file.bytes;
    if (read.to > stretch.from) yield* this.#emitNew(file, read, known);
  }

  /** Finds what is known of this file. Returns undefined when another file has its name now. */
  async #findKnown({ name, bytes }: SeenFile, path: string): Promise<ReadFile | undefined> {
    const known = this.#history.files.get(name);
    if (known === undefined || bytes < known.to) return undefined;
    return (await this.#findHead(path, known.headBytes)) === known.head ? known : undefined;
  }

  async #findHead(path: string, bytes: number): Promise<string> {
    return this.#history.digest('head', (await readBytes(path, 0, bytes)).toString('base64'));
  }

  /** Yields the count. The history on disk gets it only once storage holds it, even if the reader stops in between. */
  async *#emitNew(file: SeenFile, read: SalesRead, known: ReadFile | undefined): AsyncGenerator<number> {
    const { name } = file;
    const headBytes = Math.min(read.to, HEAD_BYTES);
    const head = await this.#findHead(join(this.#options.folder, name), headBytes);
    const generation = known?.generation ?? (this.#history.files.get(name)?.generation ?? 0) + 1;
    const { count, receipts } = this.#judge(read, [name, String(generation)], known !== undefined);
    const now = { name, to: read.to, isCut: read.isCut, head, headBytes, generation };
    const entry: HistoryEntry = { file: now, receipts, atMs: Date.now() };
    this.#history.accept(entry);
    try {
      yield count;
    } finally {
      this.#rules.whenStored(() => this.#history.keep(entry));
    }
  }

  /**
   * Counts the receipts that were not counted before. Tills reuse receipt numbers, so a receipt is known if its number
   * and first record were seen in any file. In a file that continues an earlier reading, the number alone is enough.
   */
  #judge({ records, receipts }: SalesRead, place: readonly string[], isFollowed: boolean) {
    if (this.#options.receiptColumn === undefined) return { count: records, receipts: [] };
    const digests: string[] = [];
    let count = 0;
    for (const [number, record] of receipts) {
      const [asNumber, asRecord] = [
        this.#history.digest('number', ...place, number),
        this.#history.digest('record', number, record),
      ];
      const isKnown = this.#history.has(asRecord) || (isFollowed && this.#history.has(asNumber));
      if (!isKnown) count += 1;
      digests.push(asNumber, asRecord);
    }
    return { count, receipts: digests };
  }

  async #deleteOld({ name, looks }: SeenFile): Promise<void> {
    if (looks < this.#rules.deleteAfterLooks) return;
    await unlink(join(this.#options.folder, name)).catch(() => undefined);
  }
}

async function listFiles(folder: string): Promise<Pick<SeenFile, 'name' | 'bytes' | 'stamp'>[]> {
  try {
    const names = (await readdir(folder)).filter((name) => SALES_FILE.test(name)).sort();
    const files = names.map(async (name) => {
      const file = await stat(join(folder, name)).catch(() => undefined);
      if (file?.isFile() !== true) return [];
      return [{ name, bytes: file.size, stamp: `${file.size}/${file.mtimeMs}` }];
    });
    return (await Promise.all(files)).flat();
  } catch (error) {
    throw new GatewayError(
      'LINK_NOT_FOUND',
      `${folder} cannot be read: make it, and let the service read it`,
      error,
    );
  }
}
