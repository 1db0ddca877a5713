import { rmSync } from 'node:fs';
import type { Server, Socket } from 'node:net';
import { createServer } from 'node:net';

export interface LineServer {
  send(line: string): void;
  close(): void;
}

/** A UNIX socket that one peer, the emulator, talks over in lines. */
export async function openLineServer(path: string, onLine: (line: string) => void): Promise<LineServer> {
  let peer: Socket | undefined;
  let rest = '';
  const waiting: string[] = [];
  const server = createServer((socket) => {
    peer = socket;
    socket.setEncoding('utf8');
    socket.on('error', () => undefined);
    socket.on('data', (chunk: string) => {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) onLine(line.trimEnd());
    });
    for (const line of waiting.splice(0)) socket.write(`${line}\n`);
  });
  await listen(server, path);
  return {
    send(line) {
      if (peer === undefined) waiting.push(line);
      else peer.write(`${line}\n`);
    },
    close() {
      peer?.destroy();
      server.close();
    },
  };
}

export function listen(server: Server, path: string): Promise<void> {
  rmSync(path, { force: true });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, () => resolve());
  });
}
