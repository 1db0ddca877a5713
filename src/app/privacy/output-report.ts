import { isAboutPeople } from '../../config/rules/nested-conditions.ts';
import type { Settings } from '../../config/schema.ts';
import type { OutputSettings } from '../../ports/output-settings.ts';

/** Returns whether screens or lamps react to people. If so, the notice at the door must say it. */
export function reactsToPeople({ rules }: Settings): boolean {
  return rules.some(({ when }) => isAboutPeople(when));
}

/** Returns a sentence for each output: where it sends, for which rules, and whether this leaves the store. */
export function describeOutputs({ outputs, rules }: Settings): string[] {
  return outputs.map((output) => {
    const reached = rules.filter(({ then }) => then.some((action) => action.output === output.id));
    const named = reached
      .map(({ id, when }) => (isAboutPeople(when) ? `${id} (about people)` : id))
      .join(', ');
    const leaves = 'leavesStore' in output && output.leavesStore;
    return `Output ${output.id}: ${destinationOf(output)}. Rules: ${named || 'none'}. ${leaves ? 'Leaves the store, without anything about people.' : INSIDE[output.type]} States and counts of places only.`;
  });
}

const BROKER = 'Stays in the store as far as the gateway can see: a broker may pass messages on.';
const INSIDE: Readonly<Record<OutputSettings['type'], string>> = {
  mqtt: BROKER,
  'home-assistant': `${BROKER} Home Assistant keeps states for some days; exclude its zones from the recorder.`,
  ...{ webhook: 'Stays in the store.', udp: 'Stays in the store.', http: 'Stays in the store.' },
  ...{ gpio: 'Stays in the store.', live: 'Stays in the store.' },
};

/** Describes where an output sends. Shows only the host of an address, because the rest may contain secrets. */
function destinationOf(output: OutputSettings): string {
  switch (output.type) {
    case 'mqtt':
    case 'home-assistant':
      return `${output.type} at ${new URL(output.broker.url).host}`;
    case 'webhook':
    case 'http':
      return `${output.type} at ${new URL(output.url).host}`;
    case 'udp':
      return `udp at ${output.host}`;
    case 'gpio':
      return `lamp or relay on line ${output.gpioLine}`;
    default:
      return `displays that read the channel ${output.channel}`;
  }
}
