import { accessSync, chmodSync, constants, mkdirSync, rmSync } from 'node:fs';
import type { Socket } from 'node:net';
import { createConnection, createServer } from 'node:net';
import { dirname, join } from 'node:path';

/** A request from a command on this device to the running gateway. */
export type ControlRequest =
  | { readonly ask: 'status' }
  | { readonly ask: 'visits' }
  /** Requests the crossings from `from` to `to`, in epoch ms. */
  | { readonly ask: 'crossings'; readonly from: number; readonly to: number }
  | { readonly ask: 'pair'; readonly role: 'technician' | 'viewer'; readonly lan: boolean };

/** A request is one short line. The gateway disconnects a client whose request is longer, or not complete in time. */
const MAX_REQUEST_CHARACTERS = 1_000;
const REQUEST_MS = 3_000;

/**
 * Longest wait for each answer, in ms. Pairing creates a certificate and loads the pages: nearly a minute on a Pi Zero.
 */
const ANSWER_MS: Readonly<Record<ControlRequest['ask'], number>> = {
  status: 10_000,
  crossings: 10_000,
  visits: 30_000,
  pair: 120_000,
};

/**
 * Returns the path of the socket in the gateway's data directory. Being a file, it cannot be reached over the network.
 */
function controlSocketPath(directory: string): string {
  return join(directory, 'control.sock');
}

export interface ControlSocket {
  close(): Promise<void>;
}

/**
 * Answers one request per connection with one line of JSON. Only the gateway's own user may connect, because the
 * answers include pairing codes. A second gateway in the same directory never gets here: the storage lock stops it
 * first.
 */
export async function openControlSocket(
  directory: string,
  answer: (request: ControlRequest) => object | Promise<object>,
): Promise<ControlSocket> {
  const path = controlSocketPath(directory);
  mkdirSync(dirname(path), { recursive: true });
  rmSync(path, { force: true });
  const server = createServer((socket) => {
    let text = '';
    socket.setTimeout(REQUEST_MS, () => socket.destroy());
    socket.setEncoding('utf8');
    socket.on('error', () => undefined);
    socket.on('data', (chunk: string) => {
      text += chunk;
      if (text.length > MAX_REQUEST_CHARACTERS) socket.destroy();
      else if (text.endsWith('\n')) {
        // The limit is for reading the request. An answer may take nearly a minute on a slow device.
        socket.setTimeout(0);
        void reply(socket, text, answer);
      }
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, () => {
      server.off('error', reject);
      chmodSync(path, 0o600);
      resolve();
    });
  });
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          rmSync(path, { force: true });
          resolve();
        });
      }),
  };
}

async function reply(
  socket: Socket,
  text: string,
  answer: (request: ControlRequest) => object | Promise<object>,
): Promise<void> {
  try {
    socket.end(`${JSON.stringify(await answer(JSON.parse(text) as ControlRequest))}\n`);
  } catch (error) {
    socket.end(`${JSON.stringify({ error: (error as Error).message })}\n`);
  }
}

/**
 * Sends a request to the running gateway. Resolves to its answer, or to undefined when no gateway runs in that
 * directory.
 */
export function askControlSocket(directory: string, request: ControlRequest): Promise<unknown> {
  return new Promise((resolve) => {
    const socket = createConnection(controlSocketPath(directory), () => {
      socket.write(`${JSON.stringify(request)}\n`);
    });
    let text = '';
    socket.setTimeout(ANSWER_MS[request.ask], () => socket.destroy());
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => {
      text += chunk;
    });
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(text === '' ? undefined : JSON.parse(text)));
  });
}

/** Returns true when this user has no access to the socket, whether or not a gateway runs. */
export function isControlSocketClosed(directory: string): boolean {
  try {
    accessSync(controlSocketPath(directory), constants.W_OK);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EACCES';
  }
}
