import type { Command } from 'commander';
import type { Environment } from '../process/environment.ts';
import { parsePositive } from './cli-values.ts';

type Add = (program: Command, environment: () => Environment, done: (exitCode: number) => void) => void;

/** Adds the commands of the cloud, such as `lintel cloud ingest`. */
export const addCloud: Add = (program, environment, done) => {
  const cloud = program.command('cloud').description('run the cloud side: ingest, database, certificates');
  addIngest(cloud, environment, done);
  addMaintain(cloud, environment, done);
  addAlert(cloud, environment, done);
  addEnroll(cloud, environment, done);
  addExperiment(cloud, environment, done);
};

const addIngest: Add = (cloud, environment, done) => {
  cloud
    .command('ingest')
    .description('write what gateways publish to PostgreSQL')
    .requiredOption('--broker <url>', 'mqtts://HOST:PORT; the broker must speak MQTT 5')
    .requiredOption(
      '--database <url>',
      'postgres://USER@HOST/DATABASE, where `lintel cloud maintain` made the tables',
    )
    .option('--share-group <name>', 'workers of one shared subscription share the load', 'lintel')
    .option('--client-id <id>', 'unique among the workers', 'lintel-ingest-1')
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
      '--gap-request-interval <seconds>',
      'how often to ask a gateway for missing rows',
      parsePositive,
      600,
    )
    .addHelpText(
      'after',
      '\nA message is acknowledged after its transaction committed. What breaks the contract goes to\nlintel.dead_letter. Works behind PgBouncer in transaction mode.',
    )
    .action(async (options) => {
      const { ingestCommand } = await import('../commands/ingest.ts');
      done(await ingestCommand(options, environment()));
    });
};

const addAlert: Add = (cloud, environment, done) => {
  cloud
    .command('alert')
    .description('send alarms of the database out: silent stores, coverage, rows that wait')
    .requiredOption('--database <url>', 'postgres://lintel_fleet@HOST/DATABASE')
    .option('--webhook-file <file>', 'a file that holds only the URL to post alarms to')
    .option('--every <seconds>', 'how often to look', parsePositive, 60)
    .option('--metrics-port <port>', 'serve alarms to Prometheus at /metrics on all addresses', Number)
    .addHelpText(
      'after',
      '\nRules, thresholds and owners are in lintel.alert_rule. Each alarm is sent once, and once when it ends.',
    )
    .action(async (options) => {
      const { alertCommand } = await import('../commands/alert.ts');
      done(await alertCommand(options, environment()));
    });
};

const addMaintain: Add = (cloud, environment, done) => {
  cloud
    .command('maintain')
    .description('bring the database to this version, make its partitions, remove what is no longer kept')
    .requiredOption('--database <url>', 'postgres://OWNER@HOST/DATABASE: who may make tables')
    .option('--every <seconds>', 'again and again, until SIGTERM; an hour is enough', parsePositive)
    .option('--dry-run', 'name the missing steps of the schema, and change nothing')
    .addHelpText(
      'after',
      '\nRun it before the first ingest and after every upgrade. Repeating it changes nothing.',
    )
    .action(async (options) => {
      const { maintainCommand } = await import('../commands/maintain.ts');
      done(await maintainCommand(options, environment()));
    });
};

const addEnroll: Add = (cloud, environment, done) => {
  cloud
    .command('enroll')
    .description('issue certificates to devices, and renew them')
    .requiredOption('--broker <url>', 'mqtts://HOST:PORT')
    .requiredOption('--tenant <name>', 'whose devices the list holds')
    .requiredOption('--authority-cert <file>', 'certificate of the authority that signs devices')
    .requiredOption('--authority-key <file>', 'its key: keep it where nothing else runs')
    .requiredOption(
      '--devices <file>',
      'rows of serial,store,gateway: who may enroll; read anew for every request',
    )
    .requiredOption('--ledger <file>', 'what was issued, a line each; needed for renewals and for revoking')
    .option('--valid-days <n>', 'life of a certificate; devices renew at two thirds', parsePositive, 90)
    .option('--allow-reenroll <store/gateway...>', 'let a board that was set up anew enroll once more', [])
    .option('--client-id <id>', 'at the broker', 'lintel-enroller')
    .option('--ca <file>', 'PEM file that signs the broker')
    .option('--cert <file>', 'client certificate')
    .option('--key <file>', 'its key')
    .option('--username <name>', 'instead of a certificate')
    .option('--password-file <file>', 'a file that holds only the password')
    .addHelpText(
      'after',
      '\nA device comes with a claim certificate, which many share and which the broker should let do nothing but\n' +
        'publish to lintel/v2/+/+/+/enroll/request and read lintel/v2/+/+/+/enroll/response.',
    )
    .action(async (options) => {
      const { enrollCommand } = await import('../commands/enroll.ts');
      done(await enrollCommand(options, environment()));
    });
};

const addExperiment: Add = (cloud, environment, done) => {
  cloud
    .command('experiment')
    .description('the result of one experiment of several stores together, with its interval')
    .argument('<id>', 'the experiment, as each store’s settings name it')
    .argument('<files...>', 'settings files of the stores')
    .requiredOption('--database <url>', 'postgres://LOGIN@HOST/DATABASE: who may read the views')
    .addHelpText(
      'after',
      '\nFrom the rows that left the gateways. A row that begins within the wash-out is left out: it counts in whole\n' +
        'periods of privacy.storeEvery or privacy.indoorEvery. Dwell leaves once a day: only with `unit: days`.\n' +
        'Refuses to conclude where a definition changed or coverage is missing.',
    )
    .action(async (id: string, files: string[], options) => {
      const { poolExperimentCommand } = await import('../commands/pool-experiment.ts');
      done(await poolExperimentCommand(id, files, options, environment()));
    });
};
