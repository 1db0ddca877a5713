import type { Command } from 'commander';
import type { Environment } from '../process/environment.ts';
import { parsePositive } from './cli-values.ts';
import { findFleet } from './fleet-settings-cli.ts';

type Add = (program: Command, environment: () => Environment, done: (exitCode: number) => void) => void;

/** Adds the commands under `lintel fleet`: web pages and settings for all stores of a tenant. */
export const addFleet: Add = (program, environment, done) => {
  const fleet = findFleet(program);
  addServe(fleet, environment, done);
  fleet
    .command('password')
    .description('print the line of a file of passwords for a person; the password is read from the terminal')
    .argument('<person>', 'as lintel.reader_right names the person: person:NAME without the prefix')
    .action(async (person: string) => {
      const { passwordCommand } = await import('../commands/fleet/password.ts');
      done(await passwordCommand(person, environment()));
    });
};

const addServe: Add = (fleet, environment, done) => {
  fleet
    .command('serve')
    .description('serve read-only pages of the database: stores, days, quality, alerts')
    .requiredOption('--database <url>', 'postgres://lintel_pages@HOST/DATABASE')
    .option('--host <address>', 'where to listen; TLS is the proxy’s in front of it', '127.0.0.1')
    .option('--port <port>', 'where to listen', parsePositive, 8790)
    .option('--public-url <url>', 'as browsers reach the pages; default: as it listens')
    .option('--passwords <file>', 'lines of `lintel fleet password`; read anew at every sign-in')
    .option('--openid-issuer <url>', 'OpenID Connect provider that people sign in with')
    .option('--openid-client <id>', 'client id of these pages at the provider', 'lintel')
    .option('--openid-secret-file <file>', 'a file that holds only the client’s secret')
    .option('--openid-claim <name>', 'claim of the ID token that names the person', 'email')
    .addHelpText('after', HELP)
    .action(async (options) => {
      const { fleetServeCommand } = await import('../commands/fleet/serve.ts');
      done(await fleetServeCommand(options, environment()));
    });
};

const HELP = `
A person sees the stores of the lines of lintel.reader_right whose login is person:NAME, or group:NAME of a group in the
claim "groups" of the ID token. A line holds a tenant, a region of it, or a store of it; without any, all stores.
At the provider, register the addresses PUBLIC-URL/sign-in/answer (sign-in) and PUBLIC-URL/ (after sign-out).

Example:
  psql -c "INSERT INTO lintel.reader_right (login, tenant, region) VALUES ('person:anna', 'acme', 'South')"
  lintel fleet password anna >> passwords
  lintel fleet serve --database postgres://lintel_pages@localhost/lintel --passwords passwords`;
