import { sensorsOfKind } from '../../core/model/store-model.ts';
import { isHeadCounter } from '../head-zones.ts';
import type { Settings } from '../schema.ts';
import type { Found, Path } from '../settings-problem.ts';
import type { Placed } from './nested-conditions.ts';
import type { ConditionSettings } from './rules-schema.ts';

/** Finds conditions that can never be true: their zone, line or door is missing, or no sensor measures it. */
export function conditionFaults(settings: Settings, placed: readonly Placed[]): Found[] {
  return placed.flatMap(({ when, at }) => [
    ...zoneFaults(settings, when, at),
    ...queueFaults(settings, when, at),
    ...doorFaults(settings, when, at),
    ...tagFaults(settings, when, at),
    ...sensorFaults(settings, when, at),
    ...limitFaults(when, at),
  ]);
}

const ZONED = ['people', 'dwell', 'approaching', 'entered', 'left', 'queue'] as const;

function zoneFaults(settings: Settings, when: ConditionSettings, at: Path): Found[] {
  return ZONED.flatMap((name) => {
    const id = when[name]?.zone;
    if (id === undefined) return [];
    const where = [...at, name, 'zone'];
    const zone = settings.zones.find((candidate) => candidate.id === id);
    if (zone === undefined) return unknown(settings.zones, 'zones', id, where);
    if (zone.staffOnly) return [never(where, id, 'a zone for visitors', 'No rule reacts to staff.')];
    if (isHeadCounter(settings, zone.space))
      return headCountFaults(settings, { zone, name, when, at: where });
    return isSeen(settings, zone.space)
      ? []
      : [
          never(
            where,
            id,
            'a zone that a camera sees',
            'Calibrate a camera, or draw the zone in its picture.',
          ),
        ];
  });
}

/** Finds conditions that can never be true in a zone whose sensor reports only a number of people. */
function headCountFaults(
  { sensors }: Settings,
  {
    zone,
    name,
    when,
    at,
  }: { zone: Settings['zones'][number]; name: string; when: ConditionSettings; at: Path },
): Found[] {
  if (name !== 'people')
    return [
      never(
        at,
        zone.id,
        'only `people`',
        `'${zone.space}' tells how many are there, and nothing of who comes and goes.`,
      ),
    ];
  const model = sensors.find(({ id }) => id === zone.space)?.model;
  const isLeast = model?.kind === 'counts-heads' && model.isLeast;
  const wanted = when.people?.atLeast ?? 1;
  if (!isLeast || wanted <= 1) return [];
  const limit = [...at.slice(0, -1), 'atLeast'];
  return [never(limit, wanted, '1', `'${zone.space}' tells only whether anybody is there.`)];
}

function isSeen({ sensors }: Settings, space: string): boolean {
  const cameras = sensorsOfKind(
    sensors.map(({ model }) => model),
    'sees-people',
  );
  return cameras.some(({ id, pictureToFloor }) =>
    space === 'floor' ? pictureToFloor !== undefined : id === space,
  );
}

function queueFaults(
  { zones, rules }: Settings,
  { queue, approaching }: ConditionSettings,
  at: Path,
): Found[] {
  const faults: Found[] = [];
  if (queue !== undefined) {
    if (zones.some(({ id, isQueue }) => id === queue.zone && !isQueue))
      faults.push(
        never([...at, 'queue', 'zone'], queue.zone, 'a zone with isQueue: true', 'Make it a queue.'),
      );
    if ((queue.length === undefined) === (queue.wait === undefined))
      faults.push(never([...at, 'queue'], queue, 'either length or wait', 'Name one of them.'));
  }
  const leads = new Set(rules.flatMap((rule) => leadsTo(rule.when, approaching?.zone)));
  if (leads.size > 1)
    faults.push(
      never(
        [...at, 'approaching', 'within'],
        approaching?.within,
        'one lead a zone',
        'Give all rules on it the same.',
      ),
    );
  return faults;
}

function leadsTo(when: ConditionSettings, zone: string | undefined): number[] {
  if (zone === undefined) return [];
  const parts = [...(when.all ?? []), ...(when.any ?? []), ...(when.not === undefined ? [] : [when.not])];
  const own = when.approaching?.zone === zone ? [when.approaching.within ?? DEFAULT_LEAD_MS] : [];
  return [...own, ...parts.flatMap((part) => leadsTo(part, zone))];
}

/**
 * How long before the expected arrival an approach triggers, unless the rule says otherwise. In 2 s a screen can react,
 * and most predictions over 2 s are right.
 */
export const DEFAULT_LEAD_MS = 2_000;

function doorFaults(
  settings: Settings,
  { occupancy, crossed, door, coverage }: ConditionSettings,
  at: Path,
): Found[] {
  const { doors, lines, zones, sensors } = settings;
  const faults: Found[] = [];
  if (occupancy !== undefined && doors.length === 0)
    faults.push(never([...at, 'occupancy'], occupancy, 'a store with counted doors', 'Add a door.'));
  for (const [name, value] of Object.entries({ crossed, coverage })) {
    const [first, second] = value === undefined ? [] : pairOf(value);
    if (value !== undefined && (first === undefined) === (second === undefined))
      faults.push(never([...at, name], value, 'either a door or a line or zone', 'Name one of them.'));
  }
  if (crossed?.line !== undefined)
    faults.push(...unknown(lines, 'lines', crossed.line, [...at, 'crossed', 'line']));
  if (crossed?.door !== undefined)
    faults.push(...unknown(doors, 'doors', crossed.door, [...at, 'crossed', 'door']));
  if (coverage?.zone !== undefined)
    faults.push(...unknown(zones, 'zones', coverage.zone, [...at, 'coverage', 'zone']));
  if (coverage?.door !== undefined)
    faults.push(...unknown(doors, 'doors', coverage.door, [...at, 'coverage', 'door']));
  const contacts = sensors.filter(({ model }) => model.kind === 'watches-door');
  if (door !== undefined)
    faults.push(...unknown(contacts, 'door contacts', door.contact, [...at, 'door', 'contact']));
  return faults;
}

function pairOf(value: { readonly door?: unknown; readonly line?: unknown; readonly zone?: unknown }) {
  return [value.door, value.line ?? value.zone];
}

function tagFaults(
  { tags, sensors }: Settings,
  { pickedUp, putBack, memberArrived }: ConditionSettings,
  at: Path,
): Found[] {
  const products = tags.filter(({ kind }) => kind === 'product');
  const isHeard = sensors.some(({ model }) => model.kind === 'hears-tags');
  const named = [
    ...(pickedUp === undefined
      ? []
      : unknown(products, 'product tags', pickedUp.product, [...at, 'pickedUp', 'product'])),
    ...(putBack === undefined
      ? []
      : unknown(products, 'product tags', putBack.product, [...at, 'putBack', 'product'])),
  ];
  const isMember = tags.some(({ kind }) => kind === 'loyalty');
  if (memberArrived === true && !isMember)
    named.push(never([...at, 'memberArrived'], true, 'a store with loyalty tags', 'Register one first.'));
  if ((pickedUp ?? putBack ?? memberArrived) !== undefined && !isHeard)
    named.push(never(at, 'tags', 'a store with a receiver that hears tags', 'Add a receiver.'));
  return named;
}

function sensorFaults(
  settings: Settings,
  { button, fault, rule, variant }: ConditionSettings,
  at: Path,
): Found[] {
  const { sensors, tags, rules, experiments } = settings;
  const terminals = sensors.filter(({ model }) => model.kind === 'takes-answers');
  const pressed = [...terminals, ...tags.filter(({ kind }) => kind === 'button' || kind === 'staff')];
  const faults: Found[] = [];
  if (button !== undefined) {
    faults.push(
      ...unknown(pressed, 'terminals and tags with buttons', button.sensor, [...at, 'button', 'sensor']),
    );
    const terminal = terminals.find(({ id }) => id === button.sensor)?.model;
    if (terminal?.kind === 'takes-answers' && button.button > terminal.buttons)
      faults.push(
        never(
          [...at, 'button', 'button'],
          button.button,
          `1 to ${terminal.buttons}`,
          'Name a button it has.',
        ),
      );
  }
  if (fault !== undefined && fault !== 'any')
    faults.push(...unknown(sensors, 'sensors, or any', fault, [...at, 'fault']));
  if (variant !== undefined)
    faults.push(...unknown(experiments, 'experiments', variant.experiment, [...at, 'variant', 'experiment']));
  if (rule !== undefined) faults.push(...unknown(rules, 'rules', rule, [...at, 'rule']));
  return faults;
}

function limitFaults({ people, occupancy, queue, coverage }: ConditionSettings, at: Path): Found[] {
  const limits = Object.entries({
    people,
    occupancy,
    'queue.length': queue?.length,
    'queue.wait': queue?.wait,
  });
  const crossed = limits.flatMap(([name, limit]): Found[] => {
    const { atLeast = 1, clearBelow = atLeast } = limit ?? {};
    if (clearBelow <= atLeast) return [];
    return [never([...at, ...name.split('.'), 'clearBelow'], clearBelow, `at most ${atLeast}`, 'Lower it.')];
  });
  if (coverage === undefined || (coverage.clearAt ?? 1) >= coverage.below) return crossed;
  return [
    ...crossed,
    never([...at, 'coverage', 'clearAt'], coverage.clearAt, `at least ${coverage.below}`, 'Raise it.'),
  ];
}

function unknown(known: readonly { readonly id: string }[], what: string, id: string, at: Path): Found[] {
  const ids = known.map((thing) => thing.id);
  if (ids.includes(id)) return [];
  const allowed = ids.length === 0 ? `one of the ${what} (there are none)` : ids.join(', ');
  return [{ at, value: id, allowed, mend: `Name one of the ${what}.` }];
}

function never(at: Path, value: unknown, allowed: string, mend: string): Found {
  return { at, value, allowed, mend };
}
