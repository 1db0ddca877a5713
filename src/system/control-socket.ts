import { chmodSync, mkdirSync, rmSync } from 'node:fs';
import type { Socket } from 'node:net';
import { createConnection, createServer } from 'node:net';
import { dirname, join } from 'node:path';

/** A request from a command on this device to the running gateway. */
export type ControlRequest =
  | { readonly ask: 'status' }
  /** How many visits the store has on a day. */
  | { readonly ask: 'visits' }
  /** Crossings from one moment to another. */
  | { readonly ask: 'crossings'; readonly from: number; readonly to: number }
  | { readonly ask: 'pair'; readonly role: 'technician' | 'viewer'; readonly lan: boolean };

/** A request is one short line; a client that sends more or nothing is cut off. */
const MAX_REQUEST_CHARACTERS = 1_000;
const REQUEST_MS = 3_000;

/** A pairing makes a certificate and loads the pages, which takes a Pi Zero most of a minute. */
const ANSWER_MS: Readonly<Record<ControlRequest['ask'], number>> = {
  status: 10_000,
  crossings: 10_000,
  visits: 30_000,
  pair: 120_000,
};

/** Commands ask through this socket in the gateway's data directory; nothing listens on the network. */
function controlSocketPath(directory: string): string {
  return join(directory, 'control.sock');
}

export interface ControlSocket {
  close(): Promise<void>;
}

/**
 * Answers one request a connection with one line of JSON. Only this user may connect: a pairing code comes out here.
 * A second instance never gets this far: the store is locked.
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
        // The limit is for reading: an answer takes as long as it takes, on a slow device most of a minute.
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

/** The running gateway's answer, or undefined when none is running there. */
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
