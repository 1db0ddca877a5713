/** Separates the zones of a transition. No id in the settings contains it. */
const TO = '>';

export function stepId(from: string, to: string): string {
  return `${from}${TO}${to}`;
}

export function zonesOfStep(id: string): readonly [from: string, to: string] {
  const [from = '', to = ''] = id.split(TO);
  return [from, to];
}
