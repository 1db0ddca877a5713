import { isControlSocketClosed } from '../../system/control-socket.ts';
import { serviceUser } from '../../system/service-user.ts';
import { INSTALLED_SETTINGS } from '../process/environment.ts';

/**
 * Explains why no gateway answers. If none runs, adds `start`. If this user cannot access the directory, it is unknown
 * whether one runs.
 */
export function noAnswerText(directory: string, start = ''): string {
  return isControlSocketClosed(directory)
    ? `${directory} is closed to this user: put sudo in front`
    : `no gateway runs with its data in ${directory}${start}`;
}

/** Returns whether this is the settings file of the installed service. False when no package is installed. */
export function isServiceSettings(config: string): boolean {
  return config === INSTALLED_SETTINGS && serviceUser() !== undefined;
}

export function startCommand(config: string): string {
  return isServiceSettings(config) ? 'sudo systemctl start lintel' : `lintel run -c ${config}`;
}
