import { readFileSync } from 'node:fs';
import { CertificateRegistry } from '../../cloud/certificate-registry.ts';
import { openEnrollmentServer } from '../../cloud/enrollment-server.ts';
import { GatewayError } from '../../core/model/gateway-error.ts';
import { systemClock } from '../../system/clock.ts';
import { createLog } from '../../system/log.ts';
import type { BrokerOptions } from '../gateway/broker-options.ts';
import { brokerCredentials } from '../gateway/broker-options.ts';
import type { Environment } from '../process/environment.ts';
import { EXIT } from '../process/environment.ts';
import { untilAborted } from '../process/until-aborted.ts';
import type { DeviceRow } from '../setup/device-rows.ts';
import { parseDeviceRows } from '../setup/device-rows.ts';

export interface EnrollOptions extends BrokerOptions {
  readonly broker: string;
  readonly authorityCert: string;
  readonly authorityKey: string;
  readonly devices: string;
  readonly ledger: string;
  readonly validDays: number;
  readonly allowReenroll: readonly string[];
  readonly clientId: string;
}

/** `lintel cloud enroll`: cloud side, hands devices certificates of their own until SIGTERM. */
export async function enrollCommand(options: EnrollOptions, environment: Environment): Promise<number> {
  const log = await createLog({ level: environment.logLevel, onTerminal: environment.isLogPretty });
  readDevices(options.devices);
  const enroller = await openEnrollmentServer({
    broker: {
      url: options.broker,
      clientId: options.clientId,
      ...brokerCredentials(options),
    },
    authority: { certFile: options.authorityCert, keyFile: options.authorityKey },
    ledger: new CertificateRegistry(options.ledger),
    devices: () => readDevices(options.devices),
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

/** Throws SETTINGS_INVALID with every line that is wrong. */
function readDevices(path: string): readonly DeviceRow[] {
  const { rows, problems } = parseDeviceRows(readFileSync(path, 'utf8'));
  if (problems.length > 0) throw new GatewayError('SETTINGS_INVALID', [`${path}:`, ...problems].join('\n  '));
  return rows;
}
