import type { AddressInfo, Socket } from 'node:net';
import { connect, createServer } from 'node:net';

export interface TcpProxyOptions {
  readonly targetPort: number;
  /** Bytes a second in each direction. Absent: as fast as it goes. */
  readonly bytesPerSecond?: number;
  /** Added to every piece in each direction. */
  readonly delayMs?: number;
  /** Share of pieces that come `lossDelayMs` later still: what a lost segment looks like from above TCP. */
  readonly lossShare?: number;
  readonly lossDelayMs?: number;
  readonly random?: () => number;
}

export interface TcpProxy extends AsyncDisposable {
  readonly port: number;
  /** How many connections were made through it so far. */
  readonly connections: number;
  /** Cuts every connection now. */
  cut(): void;
  /** Cuts the connection as soon as this many more bytes have gone towards the target. */
  cutAfter(bytes: number): void;
  /** From now on nothing passes, and nobody is told: a half-open link. */
  stall(): void;
  resume(): void;
  close(): Promise<void>;
}

/** A TCP relay that misbehaves on command. */
export async function startTcpProxy(options: TcpProxyOptions): Promise<TcpProxy> {
  const pairs = new Set<readonly [Socket, Socket]>();
  const state = { connections: 0, stalled: false, bytesLeft: Number.POSITIVE_INFINITY };
  const cut = (): void => {
    state.bytesLeft = Number.POSITIVE_INFINITY;
    for (const pair of pairs) for (const socket of pair) socket.destroy();
    pairs.clear();
  };
  /** Lets a piece through, or not. */
  const pass = (bytes: number): boolean => {
    state.bytesLeft -= bytes;
    const alive = state.bytesLeft > 0;
    if (!alive) cut();
    return alive && !state.stalled;
  };
  const server = createServer((near) => {
    state.connections += 1;
    const far = connect(options.targetPort, '127.0.0.1');
    pairs.add([near, far]);
    relay(near, far, options, pass);
    relay(far, near, options, () => !state.stalled);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = async (): Promise<void> => {
    cut();
    await new Promise((resolve) => server.close(resolve));
  };
  return {
    port: (server.address() as AddressInfo).port,
    get connections() {
      return state.connections;
    },
    cut,
    cutAfter: (bytes) => {
      state.bytesLeft = bytes;
    },
    stall: () => {
      state.stalled = true;
    },
    resume: () => {
      state.stalled = false;
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** What a slow line holds before it pushes back on the sender. */
const QUEUE_BYTES = 16_384;

function relay(from: Socket, to: Socket, options: TcpProxyOptions, pass: (bytes: number) => boolean): void {
  const { bytesPerSecond, delayMs = 0, lossShare = 0, lossDelayMs = 0, random = Math.random } = options;
  const queue: { readonly chunk: Buffer; readonly dueMs: number }[] = [];
  let [freeAtMs, queuedBytes, timer, ended] = [0, 0, false, false];
  const pump = (): void => {
    timer = false;
    for (let head = queue[0]; head !== undefined && head.dueMs <= performance.now(); head = queue[0]) {
      queue.shift();
      queuedBytes -= head.chunk.length;
      if (pass(head.chunk.length) && !to.destroyed) to.write(head.chunk);
    }
    if (queuedBytes < QUEUE_BYTES) from.resume();
    if (ended && queue.length === 0) to.end();
    schedule();
  };
  const schedule = (): void => {
    const head = queue[0];
    if (timer || head === undefined) return;
    timer = true;
    setTimeout(pump, Math.max(0, head.dueMs - performance.now()) + 0.5);
  };
  from.on('data', (chunk) => {
    const sendMs = bytesPerSecond === undefined ? 0 : (chunk.length * 1000) / bytesPerSecond;
    const lateMs = random() < lossShare ? lossDelayMs : 0;
    freeAtMs = Math.max(performance.now(), freeAtMs) + sendMs + lateMs;
    queue.push({ chunk, dueMs: freeAtMs + delayMs });
    queuedBytes += chunk.length;
    if (queuedBytes >= QUEUE_BYTES && bytesPerSecond !== undefined) from.pause();
    if (freeAtMs + delayMs <= performance.now()) pump();
    else schedule();
  });
  from.on('end', () => {
    ended = true;
    if (queue.length === 0) to.end();
  });
  from.on('error', () => to.destroy());
  from.on('close', () => {
    if (queue.length === 0) to.destroy();
  });
  to.on('close', () => from.destroy());
}
