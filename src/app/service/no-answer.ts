import { isControlSocketClosed } from '../../system/control-socket.ts';
import { serviceUser } from '../../system/service-user.ts';
import { INSTALLED_SETTINGS } from '../process/environment.ts';

/**
 * Why no gateway answers, with `start` where none runs. A directory that is closed to this user does not tell what runs.
 */
export function noAnswerText(directory: string, start = ''): string {
  return isControlSocketClosed(directory)
    ? `${directory} is closed to this user: put sudo in front`
    : `no gateway runs with its data in ${directory}${start}`;
}

/** False where no package is installed. */
export function isServiceSettings(config: string): boolean {
  return config === INSTALLED_SETTINGS && serviceUser() !== undefined;
}

export function startCommand(config: string): string {
  return isServiceSettings(config) ? 'sudo systemctl start lintel' : `lintel run -c ${config}`;
}
