import { existsSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Settings } from '../../config/schema.ts';
import type { Finding } from '../../system/doctor/finding.ts';
import { fault, ok, unknown } from '../../system/doctor/finding.ts';
import { serviceUser } from '../../system/service-user.ts';

/** Folder in which systemd makes secrets available, to the running service only. */
const HANDED = '/run/credentials/';
/** Folder in which root stores the secrets (`LoadCredential=` in the unit). */
const KEPT = '/etc/lintel/credentials';

/**
 * Checks that each secret exists, that the service can read it, and that other users cannot. `enrols`: the device still
 * needs the claim key.
 */
export function secretFindings({ mqtt }: Settings, enrols: boolean): Finding[] {
  const secrets = {
    'mqtt.keyFile': mqtt?.keyFile,
    'mqtt.passwordFile': mqtt?.passwordFile,
    'mqtt.enrollment': enrols ? mqtt?.enrollment?.claimKeyFile : undefined,
  };
  return Object.entries(secrets).flatMap(([name, path]) =>
    path === undefined ? [] : [path.startsWith(HANDED) ? handedFinding(name, path) : keptFinding(name, path)],
  );
}

function handedFinding(name: string, path: string): Finding {
  const file = join(KEPT, basename(path).replace(/^site_/, ''));
  if (process.getuid?.() !== 0) return unknown(name, `${path}: systemd hands it to the service`);
  if (existsSync(file)) return ok(name, `${file}, handed to the service by systemd`);
  return fault(name, `${file} is not there`, 'Put it there, mode 0600: systemd hands it to the service.');
}

function keptFinding(name: string, path: string): Finding {
  if (!existsSync(path)) return fault(name, `${path} is not there`, 'Put it there, mode 0600, owner lintel.');
  const { mode, uid } = statSync(path);
  const digits = (mode & 0o777).toString(8).padStart(4, '0');
  if ((mode & 0o077) !== 0)
    return fault(name, `${path} has mode ${digits}: others can read it`, `chmod 0600 ${path}`);
  const service = serviceUser();
  if (service !== undefined && service.uid !== uid)
    return fault(name, `${path} is not the service’s: it cannot read it`, `chown lintel: ${path}`);
  return ok(name, `${path}, mode ${digits}`);
}
