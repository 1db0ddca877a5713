import { askControlSocket } from '../../system/control-socket.ts';

/** Asks the running gateway for its visits a day. Undefined when none runs, or it has not counted a day yet. */
export async function askVisitsADay(directory: string): Promise<number | undefined> {
  const told = await askControlSocket(directory, { ask: 'visits' });
  return (told as { readonly visitsADay?: number } | undefined)?.visitsADay;
}
