import { askControlSocket } from '../../system/control-socket.ts';

/** Visits a day as the running gateway counted them; undefined when none runs, or it knows none yet. */
export async function askVisitsADay(directory: string): Promise<number | undefined> {
  const told = await askControlSocket(directory, { ask: 'visits' });
  return (told as { readonly visitsADay?: number } | undefined)?.visitsADay;
}
