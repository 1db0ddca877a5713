import { existsSync, readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { checkSettings, problemsText } from '../../config/load-settings.ts';
import type { Settings } from '../../config/schema.ts';
import type { Tap } from '../../core/door-audit/audit-accuracy.ts';
import { TOLERANCE_MS } from '../../core/door-audit/audit-accuracy.ts';
import type { AuditSubject, CountedCrossing } from '../../core/door-audit/audited-crossing.ts';
import { GatewayError } from '../../core/model/gateway-error.ts';
import { utcOffset } from '../../core/time/utc-offset.ts';
import type { SignedAudit } from '../../ports/audit-record.ts';
import { systemClock } from '../../system/clock.ts';
import { askControlSocket } from '../../system/control-socket.ts';
import { AuditFiles, hasValidSignature, parseAudit } from '../door-audit/audit-files.ts';
import { auditRecord } from '../door-audit/audit-record.ts';
import { auditText } from '../door-audit/audit-text.ts';
import type { TappedSpan } from '../door-audit/live-taps.ts';
import { liveTaps } from '../door-audit/live-taps.ts';
import { readCrossings } from '../door-audit/read-crossings.ts';
import { readTaps } from '../door-audit/read-taps.ts';
import type { Environment } from '../process/environment.ts';
import { EXIT } from '../process/environment.ts';
import { noAnswerText } from '../service/no-answer.ts';
import { settingsSchema } from '../settings/settings-schema.ts';

export interface AuditOptions {
  readonly config: string;
  readonly door?: string;
  readonly line?: string;
  readonly taps?: string;
  readonly facts?: string;
  readonly dataDir?: string;
  readonly from?: string;
  readonly to?: string;
  readonly auditor?: string;
  readonly target: number;
  readonly auditorMissRate: number;
  readonly auditorFalseRate: number;
  readonly json?: boolean;
  readonly verify?: string;
}

/** After this time a crossing can no longer change: the U-turn time has passed, with some margin for a late frame. */
const DECIDED_MS = 4_000;

/**
 * `lintel audit`: a person taps for each crossing at a door. Compares the taps with the counts and keeps a signed
 * record.
 */
export async function auditDoorCommand(options: AuditOptions, environment: Environment): Promise<number> {
  const { stop } = environment;
  if (options.verify !== undefined) return verifyAudit(options.verify, options, environment);
  const settings = await settingsFor(options);
  const directory = options.dataDir ?? settings?.storage.directory;
  if (directory === undefined)
    throw unreadable(options, 'name the folder for the signed record with --data-dir');
  const facts = options.facts === undefined ? undefined : await readCrossings(options.facts);
  const subject = subjectOf(options, settings, facts);
  const isLive = options.taps === undefined;
  if (isLive && facts === undefined) await crossingsOfGateway(directory, 0, 0);
  const span = isLive
    ? await liveTaps(environment, () => systemClock.now())
    : tapsOfFile(options.taps, options, settings);
  if (isLive) await systemClock.sleep(DECIDED_MS, stop).catch(() => undefined);
  const crossings = facts ?? (await crossingsOfGateway(directory, span.fromMs, span.toMs));
  const record = auditRecord({
    subject,
    gateway: settings?.gateway ?? '',
    store: settings?.store.id ?? '',
    ...span,
    by: options.auditor ?? userInfo().username,
    crossings,
    target: options.target,
    tapper: { missedShare: options.auditorMissRate, falseShare: options.auditorFalseRate },
  });
  const audit = new AuditFiles(directory).keep(record, systemClock.now());
  return show(audit, options, environment);
}

function show(audit: SignedAudit, { json }: AuditOptions, { terminal }: Environment): number {
  terminal.out(json === true ? `${JSON.stringify(audit, undefined, 2)}\n` : `${auditText(audit)}\n`);
  const { result } = audit.record;
  return result.both.verdict === 'fail' ? EXIT.failed : EXIT.ok;
}

function verifyAudit(path: string, options: AuditOptions, environment: Environment): number {
  const audit = parseAudit(readText(path));
  if (audit === undefined) throw new GatewayError('INPUT_UNREADABLE', `${path} is no signed audit`);
  if (!hasValidSignature(audit)) {
    environment.terminal.err(
      `${path}: the signature does not fit: the record was changed after it was signed\n`,
    );
    return EXIT.failed;
  }
  environment.terminal.err(`${path}: signed by the device key that it names, and not changed since\n`);
  show(audit, options, environment);
  return EXIT.ok;
}

/**
 * Returns the settings. Undefined when the facts come from a file and there are no settings: the audit then runs
 * without them.
 */
async function settingsFor(options: AuditOptions): Promise<Settings | undefined> {
  if (options.facts !== undefined && !existsSync(options.config)) return undefined;
  const { settings, problems } = checkSettings(options.config, await settingsSchema());
  if (settings === undefined)
    throw new GatewayError('SETTINGS_INVALID', problemsText(options.config, problems));
  return settings;
}

function subjectOf(
  { door, line, facts }: AuditOptions,
  settings: Settings | undefined,
  crossings: readonly CountedCrossing[] | undefined,
): AuditSubject {
  const known = [
    ...(settings?.doors ?? []).map(({ id }) => ({ kind: 'door', id }) as const),
    ...(settings?.lines ?? []).map(({ id }) => ({ kind: 'line', id }) as const),
    ...(crossings ?? []).map(({ subject }) => subject),
  ];
  const wanted =
    door !== undefined
      ? { kind: 'door', id: door }
      : line !== undefined
        ? { kind: 'line', id: line }
        : undefined;
  const names = [...new Set(known.map(({ kind, id }) => `--${kind} ${id}`))];
  const kinds = new Map(known.map((subject) => [`${subject.kind} ${subject.id}`, subject]));
  const doors = [...kinds.values()].filter(({ kind }) => kind === 'door');
  const only = doors.length > 0 ? doors : [...kinds.values()];
  const found =
    wanted === undefined
      ? only.length === 1
        ? only[0]
        : undefined
      : kinds.get(`${wanted.kind} ${wanted.id}`);
  if (found !== undefined) return found;
  const where = facts ?? 'the settings';
  throw new GatewayError(
    'INPUT_UNREADABLE',
    wanted === undefined
      ? `say which door was watched: ${names.join(', ') || 'there is none'}`
      : `there is no ${wanted.kind} '${wanted.id}' in ${where}: ${names.join(', ') || 'nothing was counted'}`,
  );
}

/**
 * Reads taps from a file. Without --from and --to, the audit begins one tolerance before the first tap and ends one
 * after the last.
 */
function tapsOfFile(
  path: string | undefined,
  options: AuditOptions,
  settings: Settings | undefined,
): TappedSpan {
  const timezone = settings?.store.timezone ?? 'UTC';
  const file = path ?? '';
  const { taps, problems } = readTaps(readText(file), (atMs) => utcOffset(timezone, atMs));
  if (taps === undefined) {
    throw new GatewayError(
      'INPUT_UNREADABLE',
      `${file}: ${problems.length} lines are no taps\n  ${problems.join('\n  ')}`,
    );
  }
  const [first, last] = [taps[0], taps.at(-1)];
  const edge = (given: string | undefined, tap: Tap | undefined, byMs: number) =>
    given !== undefined ? Date.parse(given) : tap === undefined ? undefined : tap.at + byMs;
  const fromMs = edge(options.from, first, -TOLERANCE_MS);
  const toMs = edge(options.to, last, TOLERANCE_MS);
  if (fromMs === undefined || toMs === undefined) {
    throw new GatewayError(
      'INPUT_UNREADABLE',
      `${file} has no tap: say with --from and --to how long was watched`,
    );
  }
  return { fromMs, toMs, taps };
}

async function crossingsOfGateway(
  directory: string,
  fromMs: number,
  toMs: number,
): Promise<readonly CountedCrossing[]> {
  const answer = await askControlSocket(directory, { ask: 'crossings', from: fromMs, to: toMs });
  if (Array.isArray(answer)) return answer as CountedCrossing[];
  throw new GatewayError(
    'INPUT_UNREADABLE',
    noAnswerText(directory, '. Start it, or name a file of facts with --facts (lintel replay makes one)'),
  );
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new GatewayError('INPUT_UNREADABLE', `${path} cannot be read: ${(error as Error).message}`, error);
  }
}

function unreadable({ config }: AuditOptions, fix: string): GatewayError {
  return new GatewayError('SETTINGS_UNREADABLE', `${config} does not exist: ${fix}`);
}
