import { isControlSocketClosed } from '../../system/control-socket.ts';
import { serviceUser } from '../../system/service-user.ts';
import { INSTALLED_SETTINGS } from '../process/environment.ts';

/**
 * Explains why no gateway answers, and adds `start` when none runs. A directory closed to this user hides whether one
 * runs.
 */
export function noAnswerText(directory: string, start = ''): string {
  return isControlSocketClosed(directory)
    ? `${directory} is closed to this user: put sudo in front`
    : `no gateway runs with its data in ${directory}${start}`;
}

/** Returns false when no package is installed. */
export function isServiceSettings(config: string): boolean {
  return config === INSTALLED_SETTINGS && serviceUser() !== undefined;
}

export function startCommand(config: string): string {
  return isServiceSettings(config) ? 'sudo systemctl start lintel' : `lintel run -c ${config}`;
}
