import { mkdirSync, rmSync } from 'node:fs';
import { createConnection, createServer } from 'node:net';
import { dirname, join } from 'node:path';

/** `lintel status` and the like ask the running gateway through this socket in its data directory; nothing listens on the network. */
export function controlSocketPath(directory: string): string {
  return join(directory, 'control.sock');
}

export interface ControlSocket {
  close(): Promise<void>;
}

/** Whoever connects gets `answer()` as one line of JSON. A second instance never gets this far: the store is locked. */
export async function openControlSocket(directory: string, answer: () => object): Promise<ControlSocket> {
  const path = controlSocketPath(directory);
  mkdirSync(dirname(path), { recursive: true });
  rmSync(path, { force: true });
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.end(`${JSON.stringify(answer())}\n`);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, () => {
      server.off('error', reject);
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

/** The running gateway's answer, or undefined when none is running there. */
export function askControlSocket(directory: string): Promise<unknown> {
  return new Promise((resolve) => {
    const socket = createConnection(controlSocketPath(directory));
    let text = '';
    socket.setTimeout(3_000, () => socket.destroy());
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => {
      text += chunk;
    });
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(text === '' ? undefined : JSON.parse(text)));
  });
}
