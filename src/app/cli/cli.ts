import { Command, CommanderError, Option } from 'commander';
import { GatewayError } from '../../core/model/gateway-error.ts';
import { plainText } from '../../core/model/plain-text.ts';
import type { LogLevel } from '../../system/log.ts';
import type { Environment } from '../process/environment.ts';
import { EXIT, INSTALLED_MODELS, INSTALLED_SETTINGS } from '../process/environment.ts';
import { readVersion } from '../process/version.ts';
import { addAudit } from './audit-cli.ts';
import { parsePositive, parseTime } from './cli-values.ts';
import { addCloud } from './cloud-cli.ts';
import { addDevice } from './device-cli.ts';
import { addFleet } from './fleet-cli.ts';
import { addFleetSettings } from './fleet-settings-cli.ts';
import { addPrivacy } from './privacy-cli.ts';
import { addSim } from './sim-cli.ts';
import { addTags } from './tags-cli.ts';

type ProcessDependencies = Omit<Environment, 'logLevel'>;

/**
 * Runs one command and returns its exit code. Each command imports its modules only when it runs, so that for example
 * `lintel check` loads no detector.
 */
export async function runCli(argv: readonly string[], parts: ProcessDependencies): Promise<number> {
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
  if (error instanceof GatewayError) return plainText(`error ${error.code}: ${error.message}`);
  const { syscall, path, code } = error as NodeJS.ErrnoException;
  if (syscall !== undefined && path !== undefined && code !== undefined) return fileText(path, code);
  return plainText(`error: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
}

/**
 * Explains an error of the file system to the user. When the operating system refuses access, the program has no
 * defect, so no stack is shown.
 */
function fileText(path: string, code: string): string {
  const isForbidden = code === 'EACCES' || code === 'EPERM' || code === 'EROFS';
  const remedy = isForbidden
    ? "run this as the service's user, or set storage.directory to a folder of your own"
    : 'check the path in the settings and on the command line';
  return `error ${code}: ${path} cannot be used: ${remedy}`;
}

function exitCodeOf(error: unknown): number {
  if (!(error instanceof GatewayError)) return EXIT.failed;
  if (error.code === 'STORAGE_LOCKED') return EXIT.secondInstance;
  return error.code === 'SETTINGS_INVALID' || error.code === 'SETTINGS_UNREADABLE'
    ? EXIT.badSettings
    : EXIT.failed;
}

function createProgram(parts: ProcessDependencies, done: (exitCode: number) => void): Command {
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
  addAudit(program, environment, done, INSTALLED_SETTINGS);
  addPrivacy(program, environment, done, INSTALLED_SETTINGS);
  addTags(program, environment, done, INSTALLED_SETTINGS);
  addDevice(program, environment, done, INSTALLED_SETTINGS);
  addCloud(program, environment, done);
  addFleetSettings(program, environment, done);
  addFleet(program, environment, done);
  return program;
}

type Add = (program: Command, environment: () => Environment, done: (exitCode: number) => void) => void;

const addRun: Add = (program, environment, done) => {
  program
    .command('run')
    .description('run the gateway in the foreground until SIGTERM')
    .option('-c, --config <file>', 'the store’s settings', INSTALLED_SETTINGS)
    .option('--record <file>', 'also write every observation to a file that `lintel replay` reads')
    .addOption(
      new Option('--role <role>', 'gateway: the whole; satellite: only hears tags and forwards the adverts')
        .choices(['gateway', 'satellite'])
        .default('gateway'),
    )
    .addHelpText(
      'after',
      '\nStops within 5 s of SIGTERM; the window under way goes out as partial.\n\n' +
        'A satellite needs a `satellite` section and ble-receiver sensors; the gateway has a satellite-receiver for each.\n\n' +
        'Examples:\n  lintel run --config /etc/lintel/store.yaml\n' +
        '  lintel run --role satellite --config /etc/lintel/back-room.yaml',
    )
    .action(async (options: { config: string; record?: string; role: 'gateway' | 'satellite' }) => {
      if (options.role === 'satellite') {
        const { satelliteCommand } = await import('../commands/satellite.ts');
        done(await satelliteCommand(options, environment()));
        return;
      }
      const { runCommand } = await import('../commands/run.ts');
      done(await runCommand(options, environment()));
    });
};

const addCheck: Add = (program, environment, done) => {
  program
    .command('check')
    .description('check settings files and list every problem')
    .argument('<file...>', 'settings files')
    .addHelpText('after', `\nExit status 0 when all are good, 78 when one is not.\n\n${EXAMPLE_SETTINGS}`)
    .action(async (files: string[]) => {
      const { check } = await import('../commands/check.ts');
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
    .option('--rules', 'print when each rule would have turned on, and for how long')
    .addHelpText(
      'after',
      '\nNeeds no broker and no database. The same input gives the same bytes.\n\n' +
        'Examples:\n' +
        '  lintel replay -c store.yaml -i entrance=monday.mp4 --start 2026-05-04T09:00:00+02:00 --summaries out.ndjson\n' +
        '  lintel replay -c store.yaml -i entrance=det.txt --fps 25 --tracks tracks.txt',
    )
    .action(async (options) => {
      const { replayCommand } = await import('../commands/replay.ts');
      done(await replayCommand(options, environment()));
    });
};

const addModel: Add = (program, environment, done) => {
  const model = program.command('model').description('list and fetch person detectors');
  const folder = ['-d, --directory <folder>', 'where models are kept', INSTALLED_MODELS] as const;
  model
    .command('list')
    .description('models that Lintel knows, and which are here')
    .option(...folder)
    .action(async (options: { directory: string }) => {
      const { listCommand } = await import('../commands/model.ts');
      done(await listCommand(options, environment()));
    });
  model
    .command('pull')
    .description('fetch a model from its public address and check every byte')
    .argument('[name]', 'as `lintel model list` shows it', 'yolox-nano-416')
    .option(...folder)
    .option('--source <path>', 'without a network: the model’s file, or the folder with its files')
    .option('-c, --config <file>', 'settings with own models of the store')
    .action(async (name: string, options: { directory: string; source?: string; config?: string }) => {
      const { pullCommand } = await import('../commands/model.ts');
      done(await pullCommand(name, options, environment()));
    });
};

const addStatus: Add = (program, environment, done) => {
  program
    .command('status')
    .description('show the running gateway: sensors, storage, uplink')
    .option('-c, --config <file>', 'the store’s settings', INSTALLED_SETTINGS)
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExit status 0 when the gateway runs, 1 when it does not.')
    .action(async (options: { config: string; json?: boolean }) => {
      const { statusCommand } = await import('../commands/status.ts');
      done(await statusCommand(options, environment()));
    });
};

const addConsole: Add = (program, environment, done) => {
  program
    .command('console')
    .description('the technician’s pages of the running gateway')
    .command('pair')
    .description('show a one-time code that pairs a phone or a computer')
    .option('-c, --config <file>', 'the store’s settings', INSTALLED_SETTINGS)
    .addOption(
      new Option('--role <role>', 'technician: may change settings; viewer: may only look')
        .choices(['technician', 'viewer'])
        .default('technician'),
    )
    .option('--no-lan', 'on this device only; otherwise the console opens to the LAN, with TLS')
    .action(async (options: { config: string; role: 'technician' | 'viewer'; lan: boolean }) => {
      const { pairCommand } = await import('../commands/console.ts');
      done(await pairCommand(options, environment()));
    });
};

const addDemo: Add = (program, environment, done) => {
  program
    .command('demo')
    .description('run a simulated store, with the console on one link, against an embedded broker')
    .option('--once', 'one store hour, as fast as it goes, then a table of what the cloud received')
    .option('--speed <n>', 'store seconds a second', parsePositive, 2)
    .option('--seed <n>', 'seed of the simulated day', parsePositive, 1)
    .action(async (options: { once?: boolean; speed: number; seed: number }) => {
      const { demoCommand } = await import('../commands/demo.ts');
      done(await demoCommand(options, environment()));
    });
};

const EXAMPLE_SETTINGS = `The smallest useful file:
  version: 2
  tenant: acme
  gateway: gw-1
  store: { id: high-street-12, timezone: Europe/London }
  sensors:
    - { id: door-counter, type: serial-counter, path: /dev/serial/by-id/usb-…, mode: total }
  doors:
    - { id: front, sensors: [door-counter] }
  mqtt: { url: 'mqtts://broker.example:8883', caFile: /etc/lintel/ca.pem }`;

const HELP = `
Exit status: 0 done · 1 failed · 2 wrong arguments · 75 already running · 78 no usable settings

First steps:
  lintel demo                         see it work, with nothing installed and no sensor
  lintel check store.yaml             is this settings file good?
  lintel run --config store.yaml      run it
  lintel status                       how is it doing?
On a device with the package: sudo lintel setup, then sudo systemctl restart lintel`;
