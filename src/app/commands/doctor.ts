import { join } from 'node:path';
import { checkSettings } from '../../config/load-settings.ts';
import type { Settings } from '../../config/schema.ts';
import { systemClock, systemTimeQuality } from '../../system/clock.ts';
import { askControlSocket, isControlSocketClosed } from '../../system/control-socket.ts';
import { boardFindings } from '../../system/doctor/board.ts';
import { brokerFindings } from '../../system/doctor/broker.ts';
import { diskFindings } from '../../system/doctor/disk.ts';
import type { Finding } from '../../system/doctor/finding.ts';
import { fault, ok, unknown, warning } from '../../system/doctor/finding.ts';
import { gpioOutputFindings } from '../../system/doctor/gpio-outputs.ts';
import { hardwareFindings } from '../../system/doctor/hardware.ts';
import { openMachine } from '../../system/doctor/machine.ts';
import { timeFindings } from '../../system/doctor/time.ts';
import { secretFindings } from '../doctor/secret-findings.ts';
import { sensorFindings } from '../doctor/settings-findings.ts';
import { identitySlots } from '../identity/enrolled-uplink.ts';
import type { Environment } from '../process/environment.ts';
import { EXIT } from '../process/environment.ts';
import { readVersion } from '../process/version.ts';
import type { RunningStatus } from '../service/gateway-findings.ts';
import { gatewayFindings } from '../service/gateway-findings.ts';
import { noAnswerText, startCommand } from '../service/no-answer.ts';
import { findDataDirectory } from '../settings/find-data-directory.ts';
import { settingsSchema } from '../settings/settings-schema.ts';

export interface DoctorReport {
  readonly version: string;
  readonly at: string;
  readonly findings: readonly Finding[];
}

/** `lintel doctor`: checks everything on this device that could stop the counting, and prints how to fix each fault. */
export async function doctorCommand(
  options: { readonly config: string; readonly json?: boolean },
  environment: Environment,
): Promise<number> {
  const { terminal } = environment;
  const report = await examine(options.config, environment.modelFolders);
  terminal.out(
    options.json === true ? `${JSON.stringify(report, undefined, 2)}\n` : reportText(report, terminal),
  );
  return report.findings.some(({ verdict }) => verdict === 'fault') ? EXIT.failed : EXIT.ok;
}

/** Runs all checks. Changes and sends nothing, and closes its connections. */
export async function examine(config: string, modelFolders: readonly string[]): Promise<DoctorReport> {
  const machine = openMachine();
  const now = systemClock.now();
  const { settings, findings } = await settingsFindings(config);
  const { directory, maxMegabytes } = settings?.storage ?? DEFAULT_STORAGE;
  return {
    version: readVersion(),
    at: new Date(now).toISOString(),
    findings: [
      ...(await boardFindings(machine, process.arch)),
      ok('Node', process.versions.node),
      ...diskFindings(machine, directory, maxMegabytes * 1024 * 1024),
      ...timeFindings(machine, now, systemTimeQuality()),
      ...(await hardwareFindings(machine)),
      ...gpioOutputFindings(machine, settings?.outputs.some(({ type }) => type === 'gpio') === true),
      ...findings,
      ...(settings === undefined ? [] : await storeFindings(settings, modelFolders, now)),
      ...(await runningFindings(settings?.storage.directory ?? findDataDirectory(config), config)),
    ],
  };
}

const DEFAULT_STORAGE = { directory: '/var/lib/lintel', maxMegabytes: 256 };

async function settingsFindings(config: string): Promise<{ settings?: Settings; findings: Finding[] }> {
  try {
    const { settings, problems } = checkSettings(config, await settingsSchema());
    if (settings !== undefined) return { settings, findings: [ok('settings', config)] };
    // Leaves out the values, which may be secrets in the wrong place: findings become part of support bundles.
    const findings = problems.map(({ path, line, mend }) =>
      fault(
        'settings',
        `${path}${line === undefined ? '' : ` (line ${line})`}`,
        `${mend} All of it: lintel check`,
      ),
    );
    return { findings };
  } catch (error) {
    const { message, cause } = error as Error;
    const isThere = (cause as NodeJS.ErrnoException | undefined)?.code !== 'ENOENT';
    const mend = isThere
      ? 'Put sudo in front; check its path and its owner.'
      : 'Make them with: lintel setup';
    return { findings: [fault('settings', message, mend)] };
  }
}

async function storeFindings(
  settings: Settings,
  modelFolders: readonly string[],
  now: number,
): Promise<Finding[]> {
  const { mqtt, storage } = settings;
  const models = [...modelFolders, join(storage.directory, 'models')];
  const own = ownCertificate(settings);
  return [
    ...(await sensorFindings(settings, models)),
    ...secretFindings(settings, own === undefined),
    ...(mqtt === undefined
      ? [unknown('broker', 'none in the settings: counts stay on this device')]
      : await brokerFindings({ ...mqtt, ...(own ?? claimOf(settings)) }, now)),
  ];
}

interface Certificate {
  readonly certFile: string;
  readonly keyFile: string;
}

/** Returns the certificate that an enrolled device was issued. */
function ownCertificate(settings: Settings): Certificate | undefined {
  const own = settings.mqtt?.enrollment === undefined ? undefined : identitySlots(settings).current();
  return own === undefined ? undefined : { certFile: own.certFile, keyFile: own.keyFile };
}

/**
 * Returns the claim certificate for enrollment. The doctor checks it too, because an expired one prevents a later
 * enrollment.
 */
function claimOf({ mqtt }: Settings): Certificate | undefined {
  const claim = mqtt?.enrollment;
  return claim === undefined ? undefined : { certFile: claim.claimCertFile, keyFile: claim.claimKeyFile };
}

async function runningFindings(directory: string, config: string): Promise<Finding[]> {
  const status = (await askControlSocket(directory, { ask: 'status' })) as RunningStatus | undefined;
  if (status !== undefined) return gatewayFindings(status);
  if (isControlSocketClosed(directory)) return [unknown('gateway', noAnswerText(directory))];
  return [warning('gateway', noAnswerText(directory), `Start it: ${startCommand(config)}`)];
}

const MARKS = { ok: '✓', warning: '!', fault: '✗', unknown: '·' } as const;
const COLOURS = { ok: 32, warning: 33, fault: 31, unknown: 2 } as const;

function reportText({ findings }: DoctorReport, { isInteractive }: Environment['terminal']): string {
  const width = Math.max(...findings.map(({ check }) => check.length));
  const lines = findings.map(({ check, verdict, found, action }) => {
    const mark = isInteractive ? `\u001b[${COLOURS[verdict]}m${MARKS[verdict]}\u001b[0m` : MARKS[verdict];
    const todo = action === undefined ? '' : `\n  ${' '.repeat(width)}  → ${action}`;
    return `${mark} ${check.padEnd(width)}  ${found}${todo}`;
  });
  return `${lines.join('\n')}\n\n${verdictText(findings)}\n`;
}

function verdictText(findings: readonly Finding[]): string {
  const count = (verdict: Finding['verdict']) =>
    findings.filter((finding) => finding.verdict === verdict).length;
  const [faults, warnings] = [count('fault'), count('warning')];
  if (faults + warnings === 0) return 'Nothing to do.';
  return `${faults} to mend (✗), ${warnings} to look at (!), the rest is well.`;
}
