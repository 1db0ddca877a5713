import { z } from 'zod';
import { commandMessage, responseMessage } from './command.ts';
import { countMessage } from './count.ts';
import { dayMessage } from './day.ts';
import { desiredMessage, reportMessage } from './desired.ts';
import { eventMessage } from './event.ts';
import { forecastMessage } from './forecast.ts';
import { indoorMessage } from './indoor.ts';
import { meaningMessage } from './meaning.ts';
import { stateMessage } from './state.ts';

/**
 * Every message between gateway and cloud, as a receiver reads it. Unknown fields pass, because a later gateway of the
 * same major version may send more.
 */
export const MESSAGES = {
  count: countMessage,
  indoor: indoorMessage,
  day: dayMessage,
  forecast: forecastMessage,
  meaning: meaningMessage,
  event: eventMessage,
  state: stateMessage,
  command: commandMessage,
  response: responseMessage,
  desired: desiredMessage,
  report: reportMessage,
} as const;

export type MessageName = keyof typeof MESSAGES;

/**
 * Returns the schema that a message must meet when it is sent: it allows no fields other than those of this version.
 */
export function strictMessage(name: MessageName): z.ZodType {
  // The fields of an event depend on its kind. The egress gate checks them with its own table.
  return name === 'event' ? MESSAGES.event : strictly(MESSAGES[name]);
}

function strictly(schema: z.core.$ZodType): z.ZodType {
  if (schema instanceof z.ZodObject) {
    const shape = Object.entries(schema.shape).map(([name, inner]) => [name, strictly(inner as z.ZodType)]);
    return z.strictObject(Object.fromEntries(shape));
  }
  if (schema instanceof z.ZodArray) return z.array(strictly(schema.element));
  if (schema instanceof z.ZodOptional) return strictly(schema.unwrap()).optional();
  return schema as z.ZodType;
}
