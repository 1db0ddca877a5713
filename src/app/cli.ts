import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { GatewayError } from '../core/gateway-error.ts';
import type { LogLevel } from '../system/log.ts';
import { addAudit } from './audit-cli.ts';
import type { Environment } from './environment.ts';
import { EXIT } from './environment.ts';
import { addPrivacy } from './privacy-cli.ts';
import { addSim } from './sim-cli.ts';
import { addTags } from './tags-cli.ts';
import { readVersion } from './version.ts';

type ProcessParts = Omit<Environment, 'logLevel'>;

/** Commands load their own modules when they run, so that `lintel check` never waits for a detector. */
export async function runCli(argv: readonly string[], parts: ProcessParts): Promise<number> {
  const { terminal } = parts;
  let exitCode: number = EXIT.ok;
  const program = createProgram(parts, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync(argv as string[]);
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    if (parts.stop.aborted) return EXIT.failed;
    terminal.err(`${explain(error)}\n`);
    return exitCodeOf(error);
  }
}

function explain(error: unknown): string {
  if (error instanceof GatewayError) return `error ${error.code}: ${error.message}`;
  return `error: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
}

function exitCodeOf(error: unknown): number {
  if (!(error instanceof GatewayError)) return EXIT.failed;
  if (error.code === 'STORE_BUSY') return EXIT.secondInstance;
  return error.code === 'CONFIG_INVALID' || error.code === 'CONFIG_UNREADABLE'
    ? EXIT.badSettings
    : EXIT.failed;
}

function createProgram(parts: ProcessParts, done: (exitCode: number) => void): Command {
  const { terminal } = parts;
  const program = new Command('lintel')
    .description('In-store edge sensor gateway: beacons, doors and cameras in, anonymous summaries out.')
    .version(readVersion())
    .addOption(
      new Option('--log-level <level>', 'how much is logged')
        .choices(['error', 'warn', 'info', 'debug'])
        .default('info'),
    )
    .exitOverride()
    .configureOutput({ writeOut: (text) => terminal.out(text), writeErr: (text) => terminal.err(text) })
    .showHelpAfterError('(add --help for what is possible)')
    .addHelpText('after', HELP);
  const environment = (): Environment => ({
    ...parts,
    logLevel: program.opts<{ logLevel: LogLevel }>().logLevel,
  });
  addRun(program, environment, done);
  addCheck(program, environment, done);
  addReplay(program, environment, done);
  addModel(program, environment, done);
  addStatus(program, environment, done);
  addConsole(program, environment, done);
  addDemo(program, environment, done);
  addSim(program, environment, done);
  addAudit(program, environment, done, DEFAULT_CONFIG);
  addPrivacy(program, environment, done, DEFAULT_CONFIG);
  addTags(program, environment, done, DEFAULT_CONFIG);
  addFactoryReset(program, environment, done);
  addReceive(program, environment, done);
  addEnrol(program, environment, done);
  addDoctor(program, environment, done);
  addSetup(program, environment, done);
  addSupportBundle(program, environment, done);
  return program;
}

type Add = (program: Command, environment: () => Environment, done: (exitCode: number) => void) => void;

const DEFAULT_CONFIG = '/etc/lintel/store.yaml';

const addRun: Add = (program, environment, done) => {
  program
    .command('run')
    .description('run the gateway in the foreground until SIGTERM')
    .option('-c, --config <file>', 'the store’s settings', DEFAULT_CONFIG)
    .option('--record <file>', 'also write every observation to a file that `lintel replay` reads')
    .addOption(
      new Option('--role <role>', 'gateway: the whole; receiver: only hears tags and forwards what it heard')
        .choices(['gateway', 'receiver'])
        .default('gateway'),
    )
    .addHelpText(
      'after',
      '\nStops within 5 s of SIGTERM; the window under way goes out as partial.\n\n' +
        'A receiver needs a `forward` section and ble-receiver sensors; the gateway has a satellite-receiver for each.\n\n' +
        'Examples:\n  lintel run --config /etc/lintel/store.yaml\n' +
        '  lintel run --role receiver --config /etc/lintel/back-room.yaml',
    )
    .action(async (options: { config: string; record?: string; role: 'gateway' | 'receiver' }) => {
      if (options.role === 'receiver') {
        const { receiverCommand } = await import('./commands/receiver.ts');
        done(await receiverCommand(options, environment()));
        return;
      }
      const { runCommand } = await import('./commands/run.ts');
      done(await runCommand(options, environment()));
    });
};

const addCheck: Add = (program, environment, done) => {
  program
    .command('check')
    .description('say everything that is wrong with a settings file')
    .argument('<file...>', 'settings files')
    .addHelpText('after', `\nExit status 0 when all are good, 78 when one is not.\n\n${EXAMPLE_SETTINGS}`)
    .action(async (files: string[]) => {
      const { check } = await import('./commands/check.ts');
      done(await check(files, environment()));
    });
};

const addReplay: Add = (program, environment, done) => {
  program
    .command('replay')
    .description('run the whole engine on recorded input, as fast as it goes')
    .requiredOption('-c, --config <file>', 'the store’s settings')
    .requiredOption(
      '-i, --input <camera=path...>',
      'a video, a MOTChallenge detection file (.txt), or a recording of `lintel run`',
    )
    .option('--start <iso>', 'when the input begins', parseTime, '2026-01-01T00:00:00Z')
    .option('--fps <n>', 'frames a second of a detection file', parsePositive)
    .option('--facts <file>', 'write every fact as a line of JSON')
    .option('--summaries <file>', 'write every window summary as a line of JSON')
    .option('--tracks <file>', 'write tracks in MOTChallenge format')
    .addHelpText(
      'after',
      '\nNeeds no broker and no database. The same input gives the same bytes.\n\n' +
        'Examples:\n' +
        '  lintel replay -c store.yaml -i entrance=monday.mp4 --start 2026-05-04T09:00:00+02:00 --summaries out.ndjson\n' +
        '  lintel replay -c store.yaml -i entrance=det.txt --fps 25 --tracks tracks.txt',
    )
    .action(async (options) => {
      const { replayCommand } = await import('./commands/replay.ts');
      done(await replayCommand(options, environment()));
    });
};

const addModel: Add = (program, environment, done) => {
  const model = program.command('model').description('list and fetch person detectors');
  const folder = ['-d, --directory <folder>', 'where models are kept', '/var/lib/lintel/models'] as const;
  model
    .command('list')
    .description('models that Lintel knows, and which are here')
    .option(...folder)
    .action(async (options: { directory: string }) => {
      const { listCommand } = await import('./commands/model.ts');
      done(await listCommand(options, environment()));
    });
  model
    .command('pull')
    .description('fetch a model from its public address and check every byte')
    .argument('[name]', 'as `lintel model list` shows it', 'nanodet-plus-m-416')
    .option(...folder)
    .action(async (name: string, options: { directory: string }) => {
      const { pullCommand } = await import('./commands/model.ts');
      done(await pullCommand(name, options, environment()));
    });
};

const addStatus: Add = (program, environment, done) => {
  program
    .command('status')
    .description('how the running gateway is doing: sensors, store, uplink')
    .option('-c, --config <file>', 'the store’s settings', DEFAULT_CONFIG)
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExit status 0 when the gateway runs, 1 when it does not.')
    .action(async (options: { config: string; json?: boolean }) => {
      const { statusCommand } = await import('./commands/status.ts');
      done(await statusCommand(options, environment()));
    });
};

const addDoctor: Add = (program, environment, done) => {
  program
    .command('doctor')
    .description(
      'look at board, power, disk, clock, ports, cameras, broker and permissions, and say what to do',
    )
    .option('-c, --config <file>', 'the store’s settings', DEFAULT_CONFIG)
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      '\nLooks only, changes nothing; the gateway may run meanwhile.\n' +
        '✓ well · ! to look at · ✗ to mend, with an arrow to what to do. Exit status 1 when something is to mend.\n\n' +
        'Best run as the service’s user, who may open what the service opens:\n  sudo -u lintel lintel doctor',
    )
    .action(async (options: { config: string; json?: boolean }) => {
      const { doctorCommand } = await import('./commands/doctor.ts');
      done(await doctorCommand(options, environment()));
    });
};

const addSupportBundle: Add = (program, environment, done) => {
  program
    .command('support-bundle')
    .description('one file for whoever helps from afar: doctor, status, log, settings without secrets')
    .option('-c, --config <file>', 'the store’s settings', DEFAULT_CONFIG)
    .option('-o, --output <file>', 'where to write it; otherwise here, named by the time')
    .action(async (options: { config: string; output?: string }) => {
      const { supportBundleCommand } = await import('./commands/support-bundle.ts');
      done(await supportBundleCommand(options, environment()));
    });
};

const addSetup: Add = (program, environment, done) => {
  program
    .command('setup')
    .description('give a new device its first settings: five questions, or a file on a stick')
    .option('-c, --config <file>', 'the settings file to make', DEFAULT_CONFIG)
    .option(
      '--from <file>',
      'lintel-setup.yaml, or the folder it is in; otherwise sticks and the boot partition',
    )
    .option('--tenant <id>', 'whose shop')
    .option('--store <id>', 'site code of the store')
    .option('--gateway <id>', 'name of this device')
    .option('--timezone <zone>', 'IANA time zone of the store')
    .option('--broker <url>', 'cloud broker')
    .option('--ca <file>', 'PEM file that signs the broker')
    .option('--hostname <name>', 'name of this machine on the network')
    .option('--serial <text>', 'instead of the board’s own serial number')
    .option('--unattended', 'ask nothing; without a file do nothing: for the first boot')
    .option('--force', 'replace settings that are there; the old ones are kept beside them')
    .option('--no-system', 'leave the machine’s name and time zone alone')
    .addHelpText('after', SETUP_HELP)
    .action(async (options) => {
      const { setupCommand } = await import('./commands/setup.ts');
      done(await setupCommand(options, environment()));
    });
};

const SETUP_HELP = `
One stick for many devices: lintel-setup.yaml in its top folder,
  tenant: acme
  broker: mqtts://broker.example:8883
  caFile: ca.pem                # beside this file
  claim: { certFile: claim.crt, keyFile: claim.key }
  devices: devices.csv
and devices.csv with one line a device:
  serial,store,gateway,timezone,hostname
  10000000a1b2c3d4,high-street-12,gw-1,Europe/London,lintel-hs12
  ,high-street-12,gw-2,Europe/London,
A line without a serial number is taken by the first device that finds none of its own; its number is then written in.`;

const addConsole: Add = (program, environment, done) => {
  program
    .command('console')
    .description('the technician’s pages of the running gateway')
    .command('pair')
    .description('show a one-time code that pairs a phone or a computer')
    .option('-c, --config <file>', 'the store’s settings', DEFAULT_CONFIG)
    .option('--viewer', 'for the store’s staff: look, change nothing')
    .option('--no-lan', 'on this device only; otherwise the console opens to the LAN, with TLS')
    .action(async (options: { config: string; viewer?: boolean; lan: boolean }) => {
      const { pairCommand } = await import('./commands/console.ts');
      done(await pairCommand(options, environment()));
    });
};

const addDemo: Add = (program, environment, done) => {
  program
    .command('demo')
    .description('run a built-in shop against an embedded broker')
    .option('--once', 'one store hour, as fast as it goes, then a table of what the cloud received')
    .option('--speed <n>', 'store seconds a second', parsePositive, 20)
    .option('--seed <n>', 'another day in the same shop', parsePositive, 1)
    .action(async (options: { once?: boolean; speed: number; seed: number }) => {
      const { demoCommand } = await import('./commands/demo.ts');
      done(await demoCommand(options, environment()));
    });
};

const addReceive: Add = (program, environment, done) => {
  program
    .command('receive')
    .description('cloud side: write what gateways publish to PostgreSQL')
    .requiredOption('--broker <url>', 'mqtts://HOST:PORT; the broker must speak MQTT 5')
    .requiredOption('--database <url>', 'postgres://USER@HOST/DATABASE; tables are made when missing')
    .option('--group <name>', 'workers of one group share the load', 'lintel')
    .option('--client-id <id>', 'unique among the workers', 'lintel-receiver-1')
    .option('--ca <file>', 'PEM file that signs the broker')
    .option('--cert <file>', 'client certificate')
    .option('--key <file>', 'its key')
    .option('--username <name>', 'instead of a certificate')
    .option('--password-file <file>', 'a file that holds only the password')
    .option(
      '--command-key <file>',
      'Ed25519 private key (PEM): gateways that ask for it follow signed commands only',
    )
    .option('--metrics-port <port>', 'serve Prometheus metrics at /metrics on all addresses', Number)
    .option(
      '--ask-every <seconds>',
      'how often a gateway is asked for rows that are missing',
      parsePositive,
      600,
    )
    .addHelpText(
      'after',
      '\nA message is acknowledged after its transaction committed. What breaks the contract goes to dead_letter.',
    )
    .action(async (options) => {
      const { receiveCommand } = await import('./commands/receive.ts');
      done(await receiveCommand(options, environment()));
    });
};

const addEnrol: Add = (program, environment, done) => {
  program
    .command('enrol')
    .description('cloud side: hand devices certificates of their own, and renew them')
    .requiredOption('--broker <url>', 'mqtts://HOST:PORT')
    .requiredOption('--authority-cert <file>', 'certificate of the authority that signs devices')
    .requiredOption('--authority-key <file>', 'its key: keep it where nothing else runs')
    .requiredOption(
      '--devices <file>',
      'rows of serial,store,gateway: who may enrol; read anew for every request',
    )
    .requiredOption('--ledger <file>', 'what was issued, a line each; needed for renewals and for revoking')
    .option('--days <n>', 'life of a certificate; devices renew at two thirds', parsePositive, 90)
    .option('--again <store/gateway...>', 'a board that was set up anew may enrol once more', [])
    .option('--client-id <id>', 'at the broker', 'lintel-enroller')
    .option('--ca <file>', 'PEM file that signs the broker')
    .option('--cert <file>', 'client certificate')
    .option('--key <file>', 'its key')
    .option('--username <name>', 'instead of a certificate')
    .option('--password-file <file>', 'a file that holds only the password')
    .addHelpText(
      'after',
      '\nA device comes with a claim certificate, which many share and which the broker should let do nothing but\n' +
        'publish to lintel/v1/+/+/+/enrol and read lintel/v1/+/+/+/enrolled.',
    )
    .action(async (options) => {
      const { enrolCommand } = await import('./commands/enrol.ts');
      done(await enrolCommand(options, environment()));
    });
};

const addFactoryReset: Add = (program, environment, done) => {
  program
    .command('factory-reset')
    .description('overwrite and remove all data, keys and settings of a gateway that is stopped')
    .option('-c, --config <file>', 'the store’s settings', DEFAULT_CONFIG)
    .option('--confirm <gateway>', 'the gateway’s id: without it nothing is removed')
    .action(async (options: { config: string; confirm?: string }) => {
      const { factoryResetCommand } = await import('./commands/factory-reset.ts');
      done(await factoryResetCommand(options, environment()));
    });
};

function parsePositive(text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new InvalidArgumentError('a number above 0 is needed.');
  return value;
}

function parseTime(text: string): string {
  if (Number.isNaN(Date.parse(text)))
    throw new InvalidArgumentError('a time such as 2026-05-01T09:00:00Z is needed.');
  return text;
}

const EXAMPLE_SETTINGS = `The smallest useful file:
  version: 1
  tenant: acme
  gateway: gw-1
  store: { id: high-street-12, timezone: Europe/London }
  sensors:
    - { id: door-counter, type: line-counter, path: /dev/serial/by-id/usb-…, mode: total }
  doors:
    - { id: front, sensors: [door-counter] }
  mqtt: { url: 'mqtts://broker.example:8883', caFile: /etc/lintel/ca.pem }`;

const HELP = `
Exit status: 0 done · 1 failed · 2 wrong arguments · 75 already running · 78 no usable settings

First steps:
  lintel demo                         see it work, with nothing installed and no sensor
  lintel check store.yaml             is this settings file good?
  lintel run --config store.yaml      run it
  lintel status                       how is it doing?`;
