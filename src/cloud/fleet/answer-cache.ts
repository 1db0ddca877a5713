/**
 * How long an answer is reused. The data is hardly older then, as new rows take up to 10 s to appear in roll-ups
 * anyway.
 */
const FRESH_MS = 30_000;
const MOST_ANSWERS = 500;

interface Kept<T> {
  readonly answer: Promise<T>;
  readonly endsAtMs: number;
}

/** Caches answers for 30 s by question. Identical questions asked meanwhile share one query. Errors are not cached. */
export class AnswerCache<T> {
  readonly #nowMs: () => number;
  readonly #kept = new Map<string, Kept<T>>();

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  get(question: string, ask: () => Promise<T>): Promise<T> {
    const now = this.#nowMs();
    const kept = this.#kept.get(question);
    if (kept !== undefined && kept.endsAtMs > now) return kept.answer;
    const answer = ask();
    const fresh = { answer, endsAtMs: now + FRESH_MS };
    this.#kept.delete(question);
    this.#kept.set(question, fresh);
    answer.catch(() => this.#kept.get(question) === fresh && this.#kept.delete(question));
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= MOST_ANSWERS) break;
      this.#kept.delete(oldest);
    }
    return answer;
  }
}
