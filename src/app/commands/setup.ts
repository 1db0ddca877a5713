import { accessSync, chmodSync, chownSync, constants, copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { parseSettings } from '../../config/parse-settings.ts';
import { problemText } from '../../config/settings-problem.ts';
import { GatewayError } from '../../core/model/gateway-error.ts';
import { writeDurably } from '../../files/durable-file.ts';
import { ownerWithin } from '../../system/service-user.ts';
import type { StickRow } from '../fleet/stick-row.ts';
import { readStickRow } from '../fleet/stick-row.ts';
import type { Environment } from '../process/environment.ts';
import { EXIT } from '../process/environment.ts';
import type { Terminal } from '../process/terminal.ts';
import { isServiceSettings } from '../service/no-answer.ts';
import { settingsSchema } from '../settings/settings-schema.ts';
import type { Answers, Question } from '../setup/answers.ts';
import { answersSchema, findAnswerFault, questions } from '../setup/answers.ts';
import { boardSerial, nameMachine } from '../setup/machine-setup.ts';
import type { Provisioning } from '../setup/provisioning.ts';
import { findProvisioning, PROVISIONING_FILE, readProvisioning } from '../setup/provisioning.ts';
import type { MqttFiles } from '../setup/settings-text.ts';
import { settingsText, toMqttSection } from '../setup/settings-text.ts';

export interface SetupOptions extends Partial<Answers> {
  readonly config: string;
  readonly provisioning?: string;
  readonly ca?: string;
  /** User name at the broker. `passwordFile` is the file with its password. */
  readonly username?: string;
  readonly passwordFile?: string;
  /** File with the public key of the people who may change settings remotely. */
  readonly settingsKey?: string;
  readonly serial?: string;
  readonly hostname?: string;
  readonly unattended?: boolean;
  readonly force?: boolean;
  /** False: keeps the machine's host name and time zone. */
  readonly system: boolean;
}

/**
 * `lintel setup`: writes the first settings of a device. They come from a USB drive, from options, or from five
 * questions.
 */
export async function setupCommand(options: SetupOptions, environment: Environment): Promise<number> {
  const { terminal } = environment;
  if (existsSync(options.config) && options.force !== true) {
    terminal.err(`${options.config} is already there; --force replaces it and keeps the old one beside it\n`);
    return options.unattended === true ? EXIT.ok : EXIT.failed;
  }
  const serial = options.serial ?? boardSerial();
  const from = options.provisioning ?? findProvisioning();
  if (from === undefined && options.unattended === true) {
    terminal.out(`no ${PROVISIONING_FILE} on a stick or the boot partition yet; this device is ${serial}\n`);
    return EXIT.ok;
  }
  refuseClosedFolder(dirname(resolve(options.config)));
  const { answers, text, hostname, taken } = await prepare(options, environment, { from, serial });
  await writeSettings(options.config, text);
  taken?.();
  const names = { timezone: answers.timezone, ...(hostname === undefined ? {} : { hostname }) };
  const failures = options.system && process.getuid?.() === 0 ? await nameMachine(names) : [];
  for (const failure of failures) terminal.err(`left alone: ${failure}\n`);
  terminal.out(summary(options.config, answers, serial));
  return EXIT.ok;
}

/** Collects the answers from USB drive, options and questions, and makes the text of the settings from them. */
async function prepare(
  options: SetupOptions,
  environment: Environment,
  { from, serial }: { readonly from: string | undefined; readonly serial: string },
) {
  const provisioning: Provisioning = from === undefined ? { answers: {} } : readProvisioning(from, serial);
  if (from !== undefined) environment.terminal.out(`read ${from}\n`);
  const { fleet } = provisioning;
  const row = fleet === undefined ? undefined : await readStickRow(fleet, serial);
  const known = row === undefined ? provisioning.answers : rowAnswers(row, provisioning.answers);
  const given = { ...known, ...givenAnswers(options) };
  const answers = answersSchema.parse(await complete(given, options.unattended === true, environment));
  const files = copyFiles(options, provisioning);
  return {
    answers,
    text: row?.text(toMqttSection(answers.broker, files)) ?? settingsText(answers, files),
    hostname: options.hostname ?? row?.hostname ?? provisioning.hostname,
    taken: (row ?? provisioning).taken,
  };
}

/**
 * Returns the answers in a row of the fleet folder. A broker in the USB drive's provisioning file takes precedence over
 * the one in the row.
 */
function rowAnswers({ tenant, store, gateway, timezone, broker }: StickRow, given: Partial<Answers>) {
  return { ...(broker === undefined ? {} : { broker }), ...given, tenant, store, gateway, timezone };
}

function givenAnswers(options: SetupOptions): Partial<Answers> {
  const { tenant, store, gateway, timezone, broker } = options;
  const given = Object.entries({ tenant, store, gateway, timezone, broker });
  return Object.fromEntries(given.filter(([, value]) => value !== undefined));
}

/**
 * Asks for missing answers if a person is at the terminal. Otherwise throws, with all answers that are missing or
 * wrong.
 */
async function complete(
  given: Partial<Answers>,
  isUnattended: boolean,
  { terminal, input }: Environment,
): Promise<Partial<Answers>> {
  const faults = Object.entries(given).flatMap(([key, value]) => {
    const fault = findAnswerFault(key as keyof Answers, value);
    return fault === undefined ? [] : [`${key} '${value}': ${fault}`];
  });
  const open = questions().filter(({ key }) => given[key] === undefined);
  const somebody = isUnattended ? undefined : input;
  const missing =
    somebody === undefined ? open.map(({ key, example }) => `--${key} is missing, e.g. ${example}`) : [];
  if (faults.length + missing.length > 0)
    throw new GatewayError('SETTINGS_INVALID', [...faults, ...missing].join('\n'));
  if (somebody === undefined || open.length === 0) return given;
  return { ...given, ...(await askFor(open, somebody, terminal)) };
}

/** Checks the folder before the first question, so that a person does not answer in vain. */
function refuseClosedFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
  } catch (error) {
    throw new GatewayError('OUTPUT_UNWRITABLE', `${folder} is closed to this user: put sudo in front`, error);
  }
}

async function askFor(
  open: readonly Question[],
  input: NodeJS.ReadableStream,
  terminal: Terminal,
): Promise<Partial<Answers>> {
  const lines = createInterface({ input, terminal: false });
  const replies = lines[Symbol.asyncIterator]();
  const answers: Partial<Answers> = {};
  for (const question of open) answers[question.key] = await askOne(question, replies, terminal);
  lines.close();
  return answers;
}

/** Asks until the answer is valid. */
async function askOne(
  { key, ask, example, preset }: Question,
  replies: AsyncIterator<string>,
  terminal: Terminal,
): Promise<string> {
  terminal.out(`${ask} ${preset === undefined ? `(e.g. ${example})` : `[${preset}]`} `);
  const { value, done } = await replies.next();
  if (done === true)
    throw new GatewayError(
      'SETTINGS_INVALID',
      'setup stopped: input ended before the last question. No settings were written.',
    );
  const answer = String(value).trim() || (preset ?? '');
  const fault = findAnswerFault(key, answer);
  if (fault === undefined) return answer;
  terminal.out(`  ${fault}\n`);
  return await askOne({ key, ask, example, ...(preset === undefined ? {} : { preset }) }, replies, terminal);
}

/** Copies the certificates into the folder of the settings, because the USB drive will be removed. */
function copyFiles({ config, ...options }: SetupOptions, provisioning: Provisioning): MqttFiles {
  const home = dirname(config);
  mkdirSync(home, { recursive: true });
  const copy = (from: string, name: string, mode: number) => {
    const to = join(home, name);
    if (!existsSync(from))
      throw new GatewayError(
        'SETTINGS_INVALID',
        `${from} is not there: put it beside the file that names it`,
      );
    if (from !== to) copyFileSync(from, to);
    giveToService(to, home);
    chmodSync(to, mode);
    return to;
  };
  const authority = options.ca ?? provisioning.caFile;
  const password = options.passwordFile ?? provisioning.passwordFile;
  const settingsKey = options.settingsKey ?? provisioning.settingsKeyFile;
  const username = options.username ?? provisioning.username;
  const { claim } = provisioning;
  return {
    ...(authority === undefined ? {} : { caFile: copy(authority, 'broker-ca.pem', 0o644) }),
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { passwordFile: copy(password, 'broker-password', 0o600) }),
    ...(settingsKey === undefined ? {} : { settingsKeyFile: copy(settingsKey, 'settings-key.pem', 0o644) }),
    ...(claim === undefined
      ? {}
      : {
          claim: {
            certFile: copy(claim.certFile, 'claim.crt', 0o644),
            keyFile: copy(claim.keyFile, 'claim.key', 0o600),
          },
        }),
  };
}

async function writeSettings(config: string, text: string): Promise<void> {
  const { problems } = parseSettings(text, await settingsSchema(), dirname(resolve(config)));
  if (problems.length > 0) throw new GatewayError('SETTINGS_INVALID', problems.map(problemText).join('\n'));
  if (existsSync(config)) copyFileSync(config, `${config}.before-setup`);
  writeDurably(config, text, 0o640);
  giveToService(config, dirname(config));
}

/**
 * Makes the service the owner of a file, because the service edits the settings and deletes the claim after enrollment.
 */
function giveToService(path: string, folder: string): void {
  if (process.getuid?.() !== 0) return;
  const { uid, gid } = ownerWithin(folder);
  chownSync(path, uid, gid);
}

function summary(config: string, { tenant, store, gateway, broker }: Answers, serial: string): string {
  const isService = isServiceSettings(config);
  const named = isService ? '' : ` -c ${config}`;
  const steps = [
    [`edit ${config}`, 'its sensors and doors; the pages below do it as well'],
    [`lintel check ${config}`, 'every mistake in it, with its mend'],
    isService
      ? ['systemctl restart lintel', 'runs from now on, after every power cut']
      : [`lintel run${named}`, 'runs until Ctrl-C'],
    [`lintel doctor${named}`, 'is everything here that it needs?'],
    [`lintel console pair${named}`, 'a code for the pages, on a phone: plan, sensors, zones, audit'],
  ] as const;
  const width = Math.max(...steps.map(([command]) => command.length));
  return [
    '',
    `${gateway} at ${tenant}/${store} is set up (board ${serial}); its summaries go to ${broker}.`,
    '',
    isService ? 'Next, as root (sudo):' : 'Next:',
    ...steps.map(([command, what]) => `  ${command.padEnd(width)}  ${what}`),
    '',
  ].join('\n');
}
