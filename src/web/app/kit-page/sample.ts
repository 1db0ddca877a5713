import type { VNode } from 'preact';

/** One component in one state. */
export interface Sample {
  /** Name of the exported function that draws the component, or the CSS selector of a control. */
  readonly of: string;
  readonly state: string;
  readonly draw: () => VNode | readonly VNode[] | null;
}

export const nothing = (): undefined => undefined;

/** Creates samples of one component in several states. */
export function createSamples(
  of: string,
  states: Readonly<Record<string, Sample['draw']>>,
): readonly Sample[] {
  return Object.entries(states).map(([state, draw]) => ({ of, state, draw }));
}
