import { Worker } from 'node:worker_threads';
import type { TrackHistory } from '../../core/tracking/history/track-history.ts';
import { programPart } from '../../files/program-files.ts';
import type { TaskRequest, TaskResult, TrackHistoryTasks } from './track-history-tasks.ts';

const PROGRAM = programPart('app/console/track-history-tasks');
/** The worker ends after this time without requests, because small devices need its memory. */
const IDLE_MS = 60_000;
/** Memory limit of the worker. If a request needs more, it fails, and the gateway is not affected. */
const MAX_HEAP_MB = 128;

interface Waiting {
  readonly done: (answer: unknown) => void;
  readonly fail: (error: Error) => void;
}

/** Runs computations over the track history in a worker thread, which reads the same memory. */
export class TrackHistoryClient {
  readonly #ring: TrackHistory;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;
  #idle: NodeJS.Timeout | undefined;
  #lastId = 0;

  constructor(ring: TrackHistory) {
    this.#ring = ring;
  }

  ask<Name extends keyof TrackHistoryTasks>(
    name: Name,
    order: TrackHistoryTasks[Name][0],
  ): Promise<TrackHistoryTasks[Name][1]> {
    this.#worker ??= this.#start();
    const worker = this.#worker;
    clearTimeout(this.#idle);
    this.#lastId += 1;
    const message: TaskRequest<Name> = { id: this.#lastId, name, order, ring: this.#ring.snapshot() };
    return new Promise((done, fail) => {
      this.#waiting.set(message.id, { done: done as Waiting['done'], fail });
      worker.postMessage(message);
    });
  }

  #start(): Worker {
    const worker = new Worker(PROGRAM, { resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB } });
    worker.unref();
    worker.on('message', (answer: TaskResult) => this.#acceptResult(answer));
    worker.on('error', (error: Error) => this.#lose(worker, error));
    worker.on('exit', () => this.#lose(worker, new Error('the thread that counts again ended')));
    return worker;
  }

  #acceptResult({ id, answer, failure }: TaskResult): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (failure === undefined) waiting?.done(answer);
    else waiting?.fail(new Error(failure));
    if (this.#waiting.size > 0) return;
    this.#idle = setTimeout(() => void this.#worker?.terminate(), IDLE_MS).unref();
  }

  /** Rejects all waiting requests because the worker ended. The next request starts a new worker. */
  #lose(worker: Worker, error: Error): void {
    if (this.#worker !== worker) return;
    this.#worker = undefined;
    for (const { fail } of this.#waiting.values()) fail(error);
    this.#waiting.clear();
  }
}
