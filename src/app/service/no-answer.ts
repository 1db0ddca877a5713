import { isControlSocketClosed } from '../../system/control-socket.ts';
import { serviceUser } from '../../system/service-user.ts';

/** Where the package's service has its settings. */
const SERVICE_SETTINGS = '/etc/lintel/store.yaml';

/** Why no gateway answers. A directory that is closed to this user does not tell what runs. */
export function noAnswerText(directory: string): string {
  return isControlSocketClosed(directory)
    ? `${directory} is closed to this user: put sudo in front`
    : `no gateway runs with its data in ${directory}`;
}

/** False where no package is installed. */
export function isServiceSettings(config: string): boolean {
  return config === SERVICE_SETTINGS && serviceUser() !== undefined;
}

export function startCommand(config: string): string {
  return isServiceSettings(config) ? 'sudo systemctl start lintel' : `lintel run -c ${config}`;
}
