import { askControlSocket } from '../../system/control-socket.ts';

/**
 * Asks the running gateway for the mean number of visits a day. Undefined when no gateway runs, or it has not counted a
 * whole day.
 */
export async function askVisitsADay(directory: string): Promise<number | undefined> {
  const told = await askControlSocket(directory, { ask: 'visits' });
  return (told as { readonly visitsADay?: number } | undefined)?.visitsADay;
}
