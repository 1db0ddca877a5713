/** How a fake radio process behaves; the adapter's number tells it, because nothing else reaches it. */
export const BEHAVIOURS = [
  'hears',
  'deaf-until-rescan',
  'deaf-until-reset',
  'off-until-switched',
  'off',
  'deaf-until-restart',
  'deaf',
  'refused',
  'busy',
  'gone',
  'crowd',
  'leaks',
  'held',
] as const;
export type Behaviour = (typeof BEHAVIOURS)[number];

export function adapterThat(behaviour: Behaviour): string {
  return `hci${BEHAVIOURS.indexOf(behaviour)}`;
}
