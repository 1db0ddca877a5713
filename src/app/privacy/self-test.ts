import { existsSync, lstatSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Settings } from '../../config/schema.ts';
import { sanitizeEvent } from '../../core/privacy/event-rules.ts';
import { processesThatDump } from '../../system/core-dumps.ts';
import { PrivacyLog } from '../../system/privacy-log.ts';
import { privacyLogPath } from './log-privacy-changes.ts';

export interface SelfTest {
  readonly name: string;
  readonly result: 'passed' | 'failed' | 'not run';
  readonly detail: string;
}

/** Byte sequences by which pictures are found, at the start of a file or inside it. */
const PICTURES = [
  Buffer.from('ffd8ffe0', 'hex'),
  Buffer.from('ffd8ffe1', 'hex'),
  Buffer.from('89504e470d0a1a0a', 'hex'),
];
const ADDRESS = /\b[0-9a-f]{2}(?::[0-9a-f]{2}){5}\b/i;
const MOST_BYTES = 512 * 1024 * 1024;

/** Runs all checks on this device. `gatewayPid` is the process id of the running gateway; undefined when none runs. */
export function selfTests(settings: Settings, gatewayPid: number | undefined): SelfTest[] {
  return [
    chainTest(settings),
    dataTest(settings.storage.directory),
    secretsTest(settings),
    coreTest(gatewayPid),
    gateTest(),
  ];
}

function chainTest(settings: Settings): SelfTest {
  const { entries, brokenAt } = new PrivacyLog(privacyLogPath(settings)).check();
  const last = entries.at(-1)?.hash ?? 'none';
  return brokenAt === undefined
    ? passed('privacy log', `${entries.length} entries, each follows from the one before; last hash ${last}`)
    : failed('privacy log', `entry in line ${brokenAt} is not what was written`);
}

/** Checks that no file in the data directory contains a picture or a radio address. Skips model files. */
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

function secretsTest({ mqtt, privacy }: Settings): SelfTest {
  const files = [mqtt?.keyFile, mqtt?.passwordFile, privacy.extendedPseudonyms?.optOut.keyFile].filter(
    (file) => file !== undefined && existsSync(file),
  );
  const open = files.filter((file) => file !== undefined && (statSync(file).mode & 0o077) !== 0);
  return open.length === 0
    ? passed('secrets', `${files.length} files that only their owner can read`)
    : failed('secrets', `others can read ${open.join(', ')}: chmod 600`);
}

/** Checks that core dumps contain no memory: frames, addresses and keys would be in it. */
function coreTest(gatewayPid: number | undefined): SelfTest {
  if (gatewayPid === undefined)
    return { name: 'core dumps', result: 'not run', detail: 'the gateway does not run now' };
  const dumping = processesThatDump(gatewayPid);
  return dumping.length === 0
    ? passed('core dumps', 'of the gateway and all its processes hold no memory')
    : failed(
        'core dumps',
        `would hold the memory of process ${dumping.join(', ')}: start it with \`lintel run\``,
      );
}

/** Checks that the egress gate of this program stops fields without a rule. */
function gateTest(): SelfTest {
  const told: string[] = [];
  const stranger = { kind: 'SensorFaulted', sensor: 'a', cause: 'X', address: '5c:f3:70:8b:11:c2' };
  const left = JSON.stringify(sanitizeEvent(stranger, (path) => told.push(path)));
  return told.length === 1 && !left.includes('5c:f3')
    ? passed('egress gate', 'keeps back and tells what is not on its list')
    : failed('egress gate', 'let something pass that is not on its list: reinstall the program');
}

function passed(name: string, detail: string): SelfTest {
  return { name, result: 'passed', detail };
}

function failed(name: string, detail: string): SelfTest {
  return { name, result: 'failed', detail };
}
