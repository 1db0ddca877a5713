import { existsSync, lstatSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Settings } from '../../config/schema.ts';
import { AuditLog } from '../../system/audit-log.ts';
import { auditPath } from './audit-settings.ts';

export interface SelfTest {
  readonly name: string;
  readonly result: 'passed' | 'failed';
  readonly detail: string;
}

/** A file that begins or goes on like this holds a picture. */
const PICTURES = [
  Buffer.from('ffd8ffe0', 'hex'),
  Buffer.from('ffd8ffe1', 'hex'),
  Buffer.from('89504e470d0a1a0a', 'hex'),
];
const ADDRESS = /\b[0-9a-f]{2}(?::[0-9a-f]{2}){5}\b/i;
const MOST_BYTES = 512 * 1024 * 1024;

/** What can be looked at on the device, now. */
export function selfTests(settings: Settings): SelfTest[] {
  return [chainTest(settings), dataTest(settings.storage.directory), secretsTest(settings), coreTest()];
}

function chainTest(settings: Settings): SelfTest {
  const { entries, brokenAt } = new AuditLog(auditPath(settings)).check();
  const last = entries.at(-1)?.hash ?? 'none';
  return brokenAt === undefined
    ? passed('audit log', `${entries.length} entries, each follows from the one before; last hash ${last}`)
    : failed('audit log', `entry in line ${brokenAt} is not what was written`);
}

/** No picture and no radio address in any file of the data directory; models apart, which are no data. */
function dataTest(directory: string): SelfTest {
  const files = filesIn(directory).filter((path) => !path.startsWith(join(directory, 'models')));
  const bad = files.filter((path) => statSync(path).size <= MOST_BYTES && holdsPerson(readFileSync(path)));
  return bad.length === 0
    ? passed('data directory', `no picture and no radio address in ${files.length} files`)
    : failed('data directory', `look into ${bad.join(', ')}`);
}

function holdsPerson(bytes: Buffer): boolean {
  return PICTURES.some((magic) => bytes.includes(magic)) || ADDRESS.test(bytes.toString('latin1'));
}

function filesIn(directory: string): string[] {
  if (!existsSync(directory)) return [];
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .map((name) => join(directory, name))
    .filter((path) => lstatSync(path).isFile());
}

function secretsTest({ mqtt }: Settings): SelfTest {
  const files = [mqtt?.keyFile, mqtt?.passwordFile].filter((file) => file !== undefined && existsSync(file));
  const open = files.filter((file) => file !== undefined && (statSync(file).mode & 0o077) !== 0);
  return open.length === 0
    ? passed('secrets', `${files.length} files that only their owner can read`)
    : failed('secrets', `others can read ${open.join(', ')}: chmod 600`);
}

/** A core dump would hold what was in memory. */
function coreTest(): SelfTest {
  const limits = existsSync('/proc/self/limits') ? readFileSync('/proc/self/limits', 'utf8') : '';
  const soft = /^Max core file size\s+(\S+)/m.exec(limits)?.[1] ?? 'unknown';
  return soft === '0'
    ? passed('core dumps', 'off for this process')
    : failed('core dumps', `limit is ${soft} for this process; the service unit sets LimitCORE=0`);
}

function passed(name: string, detail: string): SelfTest {
  return { name, result: 'passed', detail };
}

function failed(name: string, detail: string): SelfTest {
  return { name, result: 'failed', detail };
}
