import type { VNode } from 'preact';
import type { SensorKind } from '../../../../core/model/sensor-kind.ts';
import type { StoreView } from '../../../../ports/console/console.ts';
import { t } from '../../kit/forms/setup-words.ts';
import { html } from '../../kit/html.ts';
import type { NewSensor } from '../add-sensor.ts';

interface Props {
  readonly does: SensorKind;
  readonly doors: StoreView['doors'];
  readonly at: NewSensor['at'];
  readonly choose: (at: NewSensor['at']) => void;
}

/** Lets the user choose the door of a sensor. A contact cannot make a new door, because it counts no people. */
export function DoorChoice({ does, doors, at, choose }: Props): VNode {
  const pick = (event: Event) => {
    const { value } = event.target as HTMLSelectElement;
    choose(value === 'new-door' || value === 'nowhere' ? value : { door: value });
  };
  return html`<label>${t('atWhichDoor')}<select value=${typeof at === 'string' ? at : at.door} onChange=${pick}>
    ${does === 'counts-people' && html`<option value="new-door">${t('aNewDoor')}</option>`}
    ${doors.map(({ id, name }) => html`<option value=${id}>${name}</option>`)}
    <option value="nowhere">${t('noDoorYet')}</option></select></label>`;
}
