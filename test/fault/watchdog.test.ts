import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { runLintel, startLintel } from '../support/lintel.ts';
import { tempDir } from '../support/temp-dir.ts';
import { until } from '../support/until.ts';

/** A service manager's socket; what it was told so far. */
async function openManager(path: string): Promise<() => string> {
  const child = spawn('socat', ['-u', `UNIX-RECV:${path}`, 'STDOUT'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill());
  let told = '';
  child.stdout.on('data', (chunk) => {
    told += String(chunk);
  });
  const { existsSync } = await import('node:fs');
  await until('the socket', () => existsSync(path));
  return () => told;
}

/** Waits until `read` gives the same for `ms`; fails after 30 s of change. */
async function untilSame(what: string, read: () => number, ms: number): Promise<void> {
  let [last, sinceMs] = [read(), performance.now()];
  const isSame = () => {
    if (read() !== last) [last, sinceMs] = [read(), performance.now()];
    return performance.now() - sinceMs >= ms;
  };
  await until(what, isSame, 30_000);
}

test('READY without a network, then fed; frozen it is fed no more; the next start says why the last one ended (F48)', async () => {
  const directory = tempDir();
  const config = join(directory, 'store.yaml');
  const settings = `version: 2
tenant: acme
gateway: gw
store: { id: shop }
storage: { directory: ${directory} }
console: { enabled: false }
mqtt: { url: 'mqtt://127.0.0.1:1' }
`;
  writeFileSync(config, settings);
  const socket = join(directory, 'notify.sock');
  const told = await openManager(socket);
  const feeds = () => told().split('WATCHDOG=1').length - 1;
  const environment = { NOTIFY_SOCKET: socket, WATCHDOG_USEC: '900000', STATE_DIRECTORY: directory };
  const lintel = startLintel(['run', '-c', config], environment);
  await until('READY=1', () => told().includes('READY=1'));
  await until('three feeds', () => feeds() >= 3);
  lintel.kill('SIGSTOP');
  // What was on its way when it froze still arrives. A program that runs feeds more than twice a second.
  await untilSame('no more feeds', feeds, 1000);
  lintel.kill('SIGKILL');
  lintel.kill('SIGCONT');
  await lintel.exit();
  writeFileSync(join(directory, 'last-exit'), 'watchdog killed ABRT 1767600000\n');
  const again = startLintel(['run', '-c', config], environment);
  await again.ready();
  const { output } = await runLintel(['status', '-c', config]);
  expect(output).toContain('the event loop stood still (watchdog; 1 in all)');
  again.kill('SIGTERM');
  expect(await again.exit()).toBe(0);
  expect(told()).toContain('STOPPING=1');
});
