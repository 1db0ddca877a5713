import { readFileSync } from 'node:fs';
import { CertificateRegistry } from '../../cloud/enrollment/certificate-registry.ts';
import { openEnrollmentServer } from '../../cloud/enrollment/enrollment-server.ts';
import { GatewayError } from '../../core/model/gateway-error.ts';
import type { Log } from '../../ports/log.ts';
import { systemClock } from '../../system/clock.ts';
import { createLog } from '../../system/log.ts';
import type { BrokerOptions } from '../gateway/broker-options.ts';
import { brokerCredentials } from '../gateway/broker-options.ts';
import type { Environment } from '../process/environment.ts';
import { EXIT } from '../process/environment.ts';
import { untilAborted } from '../process/until-aborted.ts';
import type { DeviceTable } from '../setup/device-rows.ts';
import { parseDeviceRows } from '../setup/device-rows.ts';

export interface EnrollOptions extends BrokerOptions {
  readonly broker: string;
  readonly tenant: string;
  readonly authorityCert: string;
  readonly authorityKey: string;
  readonly devices: string;
  readonly ledger: string;
  readonly validDays: number;
  readonly allowReenroll: readonly string[];
  readonly clientId: string;
}

/** `lintel cloud enroll`: runs in the cloud until SIGTERM and issues certificates to devices. */
export async function enrollCommand(options: EnrollOptions, environment: Environment): Promise<number> {
  const log = await createLog({ level: environment.logLevel, onTerminal: environment.isLogPretty });
  readDevices(options.devices, log);
  const enroller = await openEnrollmentServer({
    broker: {
      url: options.broker,
      clientId: options.clientId,
      ...brokerCredentials(options),
    },
    tenant: options.tenant,
    authority: { certFile: options.authorityCert, keyFile: options.authorityKey },
    ledger: new CertificateRegistry(options.ledger),
    devices: () => readDevices(options.devices, log),
    again: new Set(options.allowReenroll),
    days: options.validDays,
    now: systemClock.now,
    log,
  });
  log.info({ days: options.validDays }, 'READY');
  await untilAborted(environment.stop);
  await enroller.close();
  return EXIT.ok;
}

/**
 * Reads the list of devices. Lines with a fault are logged and skipped. Throws SETTINGS_INVALID when no line is usable.
 */
function readDevices(path: string, log: Log): DeviceTable {
  const table = parseDeviceRows(readFileSync(path, 'utf8'));
  const { rows, problems } = table;
  if (rows.length === 0 && problems.length > 0)
    throw new GatewayError('SETTINGS_INVALID', [`${path}:`, ...problems].join('\n  '));
  if (problems.length > 0) log.error({ path, problems }, 'lines of the list of devices are not usable');
  return table;
}
