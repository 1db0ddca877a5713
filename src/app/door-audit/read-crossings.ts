import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { CountedCrossing } from '../../core/door-audit/audited-crossing.ts';
import { toCrossings } from '../../core/door-audit/audited-crossing.ts';
import type { Fact } from '../../core/model/fact.ts';
import { GatewayError } from '../../core/model/gateway-error.ts';

/** Largest plausible number of crossings with exactly the same time. A file with more is refused as wrong. */
const MAX_AT_ONCE = 10_000;

/** Reads the crossings in a file written by `lintel replay --facts`. Throws INPUT_UNREADABLE with the line number. */
export async function readCrossings(path: string): Promise<CountedCrossing[]> {
  const crossings: CountedCrossing[] = [];
  let number = 0;
  try {
    for await (const line of createInterface({ input: createReadStream(path) })) {
      number += 1;
      if (line.trim() === '') continue;
      crossings.push(...toCrossings(parseFact(line, path, number)));
    }
  } catch (error) {
    if (error instanceof GatewayError) throw error;
    throw new GatewayError('INPUT_UNREADABLE', `${path} cannot be read: ${(error as Error).message}`, error);
  }
  return crossings;
}

function parseFact(line: string, path: string, number: number): Fact {
  const refuse = () =>
    new GatewayError(
      'INPUT_UNREADABLE',
      `${path}:${number} is no fact: make the file with lintel replay --facts`,
    );
  let fact: Fact & { readonly direction?: unknown; readonly count?: unknown };
  try {
    fact = JSON.parse(line) as typeof fact;
  } catch {
    throw refuse();
  }
  if (typeof fact?.kind !== 'string') throw refuse();
  if (fact.kind !== 'DoorCrossed' && fact.kind !== 'LineCrossed') return fact;
  const isCounted =
    fact.kind === 'LineCrossed' ||
    (Number.isInteger(fact.count) && fact.count >= 0 && fact.count <= MAX_AT_ONCE);
  const isCrossing = Number.isFinite(fact.at) && (fact.direction === 'in' || fact.direction === 'out');
  if (!isCrossing || !isCounted) throw refuse();
  return fact;
}
