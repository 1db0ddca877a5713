import type { Command } from 'commander';
import type { Environment } from '../process/environment.ts';

type Add = (
  program: Command,
  environment: () => Environment,
  done: (exitCode: number) => void,
  defaultConfig: string,
) => void;

/** Adds the commands with which a technician sets up, checks, supports and resets a device. */
export const addDevice: Add = (program, environment, done, defaultConfig) => {
  for (const add of [addSetup, addDoctor, addSupportBundle, addFactoryReset])
    add(program, environment, done, defaultConfig);
};

const addDoctor: Add = (program, environment, done, defaultConfig) => {
  program
    .command('doctor')
    .description('check board, power, disk, clock, ports, cameras, broker and permissions, and name the fix')
    .option('-c, --config <file>', 'the store’s settings', defaultConfig)
    .option('--json', 'as JSON')
    .option('--sensors', 'list what is plugged in or answers in the network, each with the settings to add')
    .addHelpText(
      'after',
      '\nLooks only, changes nothing; the gateway may run meanwhile.\n' +
        '✓ well · ! to look at · ✗ to mend, with an arrow to what to do. Exit status 1 when something is to mend.\n\n' +
        'Best run as the service’s user, who may open what the service opens:\n  sudo -u lintel lintel doctor',
    )
    .action(async (options: { config: string; json?: boolean; sensors?: boolean }) => {
      if (options.sensors === true) {
        const { findSensorsCommand } = await import('../commands/find-sensors.ts');
        done(await findSensorsCommand(options, environment()));
        return;
      }
      const { doctorCommand } = await import('../commands/doctor.ts');
      done(await doctorCommand(options, environment()));
    });
};

const addSupportBundle: Add = (program, environment, done, defaultConfig) => {
  program
    .command('support-bundle')
    .description('write one support file: doctor, status, log and settings without secrets')
    .option('-c, --config <file>', 'the store’s settings', defaultConfig)
    .option('-o, --output <file>', 'where to write it; otherwise here, named by the time')
    .action(async (options: { config: string; output?: string }) => {
      const { supportBundleCommand } = await import('../commands/support-bundle.ts');
      done(await supportBundleCommand(options, environment()));
    });
};

const addSetup: Add = (program, environment, done, defaultConfig) => {
  program
    .command('setup')
    .description('write a new device’s first settings: five questions, or a file on a USB drive')
    .option('-c, --config <file>', 'the settings file to make', defaultConfig)
    .option(
      '--provisioning <file>',
      'lintel-setup.yaml, or the folder it is in; otherwise USB drives and the boot partition',
    )
    .option('--tenant <id>', 'organisation that owns the store')
    .option('--store <id>', 'site code of the store')
    .option('--gateway <id>', 'name of this device')
    .option('--timezone <zone>', 'IANA time zone of the store')
    .option('--broker <url>', 'cloud broker')
    .option('--ca <file>', 'PEM file that signs the broker')
    .option('--username <name>', 'user at the broker')
    .option('--password-file <file>', 'a file that holds only that user’s password; it is copied, mode 0600')
    .option('--settings-key <file>', 'public key (PEM) of head office: settings that it signed are followed')
    .option('--hostname <name>', 'name of this machine on the network')
    .option('--serial <text>', 'instead of the board’s own serial number')
    .option('--unattended', 'do not prompt; exit 0 if no provisioning file is found (first boot)')
    .option('--force', 'replace settings that are there; the old ones are kept beside them')
    .option('--no-system', 'leave the machine’s name and time zone alone')
    .addHelpText('after', SETUP_HELP)
    .action(async (options) => {
      const { setupCommand } = await import('../commands/setup.ts');
      done(await setupCommand(options, environment()));
    });
};

const SETUP_HELP = `
One USB drive for many devices: lintel-setup.yaml in its top folder,
  tenant: acme
  broker: mqtts://broker.example:8883
  caFile: ca.pem                # beside this file
  claim: { certFile: claim.crt, keyFile: claim.key }
  devices: devices.csv
and devices.csv with one line a device:
  serial,store,gateway,timezone,hostname
  10000000a1b2c3d4,high-street-12,gw-1,Europe/London,lintel-hs12
  ,high-street-12,gw-2,Europe/London,
In place of devices.csv, \`fleet: folder\` names a folder of base.yaml and stores.csv: see lintel fleet check.
\`username\`, \`passwordFile\` and \`settingsKeyFile\` may stand beside caFile.
A line without a serial number is taken by the first device that finds none of its own; its number is then written in.`;

const addFactoryReset: Add = (program, environment, done, defaultConfig) => {
  program
    .command('factory-reset')
    .description('overwrite and remove all data, keys and settings of a gateway that is stopped')
    .option('-c, --config <file>', 'the store’s settings', defaultConfig)
    .option('--confirm <gateway>', 'the gateway’s id: without it nothing is removed')
    .action(async (options: { config: string; confirm?: string }) => {
      const { factoryResetCommand } = await import('../commands/factory-reset.ts');
      done(await factoryResetCommand(options, environment()));
    });
};
