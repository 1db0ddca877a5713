// keep-writing.mjs FIRST_CUT DEVICE…: the program's own store and settings on a drive, as a power cut left them. Says as JSON
// lines what it found there, then writes on and on and says what was acknowledged. When the drive is dead, the next device
// is the same drive with what survived on it.
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync, writeSync } from 'node:fs';
import { settingsSchema } from '../../../../src/app/settings/settings-schema.ts';
import { keepGoodCopy, loadSettings } from '../../../../src/config/load-settings.ts';
import { writeDurably } from '../../../../src/files/durable-file.ts';
import { loadSqlite } from '../../../../src/storage/database.ts';
import { openSqliteEventStore } from '../../../../src/storage/sqlite-event-store.ts';
import { passedRecord } from '../../../../test/support/storage/released-record.ts';

const [, , firstCut, ...devices] = process.argv;
const say = (line) => writeSync(1, `${JSON.stringify(line)}\n`);
const MINUTE_MS = 60_000;
const START = Date.UTC(2026, 5, 1);
const NONE = new Set();
const settingsOf = (edition) => `version: 2
tenant: acme
gateway: gw-1
store: { id: shop-${edition} }
storage: { directory: /data }
`;

const schema = await settingsSchema();
let ticks = 0;
const clock = { now: () => START, monotonicMs: () => (ticks += 1) };

for (const [index, device] of devices.entries()) {
  const cut = Number(firstCut) + index;
  try {
    await useDrive(cut, device);
  } catch (error) {
    // The power went. For any other error, the next check of the drive shows it.
    console.error(`${device} ends: ${error}`);
  }
}

async function useDrive(cut, device) {
  const folder = `/data/${cut}`;
  mkdirSync(folder);
  // Nothing that the kernel read of the device before, when it did not hold yet what it holds now.
  writeFileSync('/proc/sys/vm/drop_caches', '3');
  execFileSync('mount', ['-o', 'noatime', device, folder]);
  const paths = {
    store: `${folder}/ring`,
    settings: `${folder}/store.yaml`,
    good: `${folder}/good/store.yaml`,
  };
  if (cut === 0) writeSettings(paths, 0);
  const options = { directory: paths.store, maxBytes: 32 * 1024 * 1024, bootId: `boot-${cut}`, clock };
  const edition = foundEdition(paths);
  let store = await openSqliteEventStore(options);
  const found = lookAt(store);
  store.close();
  say({ kind: 'found', cut, edition, ...found, integrity: await integrity(paths) });
  store = await openSqliteEventStore(options);
  keepWriting(store, paths, found.next, edition);
}

function keepWriting(store, paths, next, editionBefore) {
  let edition = editionBefore;
  for (let minute = next; ; minute++) {
    store.commit(commitOf(minute));
    say({ kind: 'window', minute });
    // As the broker's acknowledgements come: they are written down with the next commit.
    if (minute % 5 === 4) store.acknowledge(store.pending('oldest-first', 4, NONE).map(({ seq }) => seq));
    if (minute % 7 === 3) {
      edition += 1;
      writeSettings(paths, edition);
      say({ kind: 'settings', edition });
    }
  }
}

function writeSettings(paths, edition) {
  writeDurably(paths.settings, settingsOf(edition));
  keepGoodCopy(settingsOf(edition), paths.good);
}

/** The edition of the settings that load; -1 when they do not, or only their good copy does. */
function foundEdition(paths) {
  try {
    const { settings, fallback } = loadSettings(paths.settings, paths.good, schema);
    return fallback === undefined ? Number(settings.store.id.split('-')[1]) : -1;
  } catch {
    return -1;
  }
}

/** Which minutes are there, and whether any is missing, comes twice or is not what was written. */
function lookAt(opened) {
  const windows = opened.windows(START, START + 1e9 * MINUTE_MS);
  const wrong = windows.findIndex(
    ({ start, payload }, index) => start !== START + index * MINUTE_MS || payload !== payloadOf(index),
  );
  const seqs = opened.pending('oldest-first', 1e6, NONE).map(({ seq }) => seq);
  const { damagedRows, droppedRows, newestSeq, detail } = opened.status();
  const resets = opened.gaps().filter(({ reason }) => reason === 'reset').length;
  return {
    ...{ next: windows.length, wrong, damagedRows, droppedRows, newestSeq, detail, resets },
    hasSeqTwice: new Set(seqs).size !== seqs.length,
    checkpoint: opened.checkpoint()?.text ?? null,
  };
}

async function integrity(paths) {
  const open = await loadSqlite();
  const database = open(`${paths.store}/lintel.db`);
  const text = database.pragma('integrity_check', { simple: true });
  database.close();
  return text;
}

function payloadOf(minute) {
  let noise = '';
  for (let i = 0, x = minute + 1; i < 150; i++) {
    x = (x * 48_271) % 2_147_483_647;
    noise += x.toString(36);
  }
  return JSON.stringify({ minute, noise });
}

function commitOf(minute) {
  const endMs = START + (minute + 1) * MINUTE_MS;
  return {
    windows: [
      passedRecord({
        ...{ start: START + minute * MINUTE_MS, durationMs: MINUTE_MS, revision: 1 },
        payload: payloadOf(minute),
      }),
    ],
    events: minute % 11 === 0 ? [JSON.stringify({ kind: 'SensorFaulted', minute })] : [],
    checkpoint: JSON.stringify({ minute }),
    checkpointAt: endMs,
    monotonicMs: (minute + 1) * MINUTE_MS,
    wallMs: endMs,
    timeQuality: 'synced',
  };
}
