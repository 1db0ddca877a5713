import { readFileSync } from 'node:fs';
import { openFleetReader } from '../../../cloud/fleet/open-reader.ts';
import { GatewayError } from '../../../core/model/gateway-error.ts';
import { createLog } from '../../../system/log.ts';
import { openFleetServer } from '../../../web/fleet/fleet-server.ts';
import { parsePasswords } from '../../../web/fleet/passwords.ts';
import { once } from '../../../web/once.ts';
import { openAssets } from '../../../web/static-assets.ts';
import type { Environment } from '../../process/environment.ts';
import { EXIT } from '../../process/environment.ts';
import { untilAborted } from '../../process/until-aborted.ts';

export interface FleetServeOptions {
  readonly database: string;
  readonly host: string;
  readonly port: number;
  readonly publicUrl?: string;
  readonly passwords?: string;
  readonly openidIssuer?: string;
  readonly openidClient: string;
  readonly openidSecretFile?: string;
  readonly openidClaim: string;
}

/** `lintel fleet serve`: runs until SIGTERM and serves the web pages of the fleet. */
export async function fleetServeCommand(
  options: FleetServeOptions,
  environment: Environment,
): Promise<number> {
  const { host, port, passwords } = options;
  const faults = faultsOf(options);
  if (faults.length > 0) throw new GatewayError('SETTINGS_INVALID', faults.join('\n'));
  const log = await createLog({ level: environment.logLevel, onTerminal: environment.isLogPretty });
  const nowMs = () => performance.now();
  const { reader, close } = await openFleetReader(options.database, nowMs);
  const server = await openFleetServer({
    ...{ reader, host, port, log, nowMs, assets: once(() => openAssets('fleet')) },
    origin: options.publicUrl === undefined ? undefined : new URL(options.publicUrl).origin,
    readPasswords: passwords === undefined ? undefined : () => readFileSync(passwords, 'utf8'),
    openId: openIdOf(options),
  });
  log.info({ port: server.port, origin: server.origin }, 'READY');
  await untilAborted(environment.stop);
  await server.close();
  await close();
  return EXIT.ok;
}

/** Returns all problems with the options, each with its fix. */
function faultsOf({ passwords, openidIssuer, openidSecretFile, publicUrl }: FleetServeOptions): string[] {
  const faults: string[] = [];
  if (passwords === undefined && openidIssuer === undefined)
    faults.push('nobody could sign in: give --passwords, --openid-issuer, or both');
  if (openidIssuer !== undefined && openidSecretFile === undefined)
    faults.push('--openid-issuer needs --openid-secret-file');
  for (const [name, url] of Object.entries({ '--openid-issuer': openidIssuer, '--public-url': publicUrl }))
    if (url !== undefined && !URL.canParse(url))
      faults.push(`${name} ${url}: an address such as https://fleet.example is needed`);
  if (passwords !== undefined) faults.push(...faultOf(passwords, parsePasswords));
  if (openidSecretFile !== undefined) faults.push(...faultOf(openidSecretFile));
  return faults;
}

function faultOf(file: string, check: (text: string) => unknown = () => undefined): string[] {
  try {
    check(readFileSync(file, 'utf8'));
    return [];
  } catch (error) {
    return [`${file}: ${(error as Error).message}`];
  }
}

function openIdOf({
  openidIssuer: issuer,
  openidClient,
  openidSecretFile,
  openidClaim: claim,
}: FleetServeOptions) {
  if (issuer === undefined || openidSecretFile === undefined) return undefined;
  const clientSecret = readFileSync(openidSecretFile, 'utf8').trim();
  return { issuer, clientId: openidClient, clientSecret, claim };
}
