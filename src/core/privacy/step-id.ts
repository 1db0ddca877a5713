/** Between the zones of a step: no name in the settings has it. */
const TO = '>';

export function stepId(from: string, to: string): string {
  return `${from}${TO}${to}`;
}

export function zonesOfStep(id: string): readonly [from: string, to: string] {
  const [from = '', to = ''] = id.split(TO);
  return [from, to];
}
