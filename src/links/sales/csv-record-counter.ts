/** A column that is longer is no receipt's number. */
const MAX_FIELD_CHARS = 200;
const MAX_RECEIPTS = 1_000_000;

export interface CsvShape {
  readonly separator: string;
  readonly header: boolean;
  /** From 1. */
  readonly receiptColumn?: number | undefined;
}

/** Counts the records of a CSV file (RFC 4180: quotes may hold line ends) as its text comes, and keeps none of them. */
export class CsvCounter {
  readonly #shape: CsvShape;
  readonly #receipts = new Set<string>();
  #records = 0;
  #column = 1;
  #field = '';
  #isQuoted = false;
  #isEmpty = true;

  constructor(shape: CsvShape) {
    this.#shape = shape;
  }

  push(text: string): void {
    for (const char of text) this.#acceptChar(char);
  }

  /** The file has ended: how many transactions were in it. */
  end(): number {
    this.#endRecord();
    const rows = Math.max(0, this.#records - (this.#shape.header ? 1 : 0));
    return this.#shape.receiptColumn === undefined ? rows : this.#receipts.size;
  }

  #acceptChar(char: string): void {
    if (char === '"') this.#isQuoted = !this.#isQuoted;
    else if (this.#isQuoted) this.#keep(char);
    else if (char === '\n') this.#endRecord();
    else if (char === this.#shape.separator) this.#endField();
    else if (char !== '\r') this.#keep(char);
  }

  #keep(char: string): void {
    if (char.trim() !== '') this.#isEmpty = false;
    const isWanted = this.#column === this.#shape.receiptColumn && this.#field.length < MAX_FIELD_CHARS;
    if (isWanted) this.#field += char;
  }

  #endField(): void {
    this.#isEmpty = false;
    const isData = this.#records > 0 || !this.#shape.header;
    const receipt = this.#field.trim();
    if (this.#column === this.#shape.receiptColumn && isData && receipt !== '') {
      if (this.#receipts.size < MAX_RECEIPTS) this.#receipts.add(receipt);
    }
    this.#field = '';
    this.#column += 1;
  }

  #endRecord(): void {
    const wasEmpty = this.#isEmpty;
    if (!wasEmpty) {
      this.#endField();
      this.#records += 1;
    }
    this.#field = '';
    this.#column = 1;
    this.#isEmpty = true;
  }
}
