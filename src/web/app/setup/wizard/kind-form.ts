import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Json } from '../../../../core/model/ids.ts';
import { isAtDoor } from '../../../../core/model/sensor-kind.ts';
import type { SettingsProblem, SettingsText } from '../../../../ports/console/console-settings.ts';
import type { FoundDevice } from '../../../../ports/console/found-device.ts';
import type { OfferedSensor } from '../../../../ports/console/sensor-offer.ts';
import { freeName } from '../../canvas/shapes.ts';
import { ApiError, api } from '../../kit/api.ts';
import type { FormSchema } from '../../kit/form-schema.ts';
import { FoundPorts } from '../../kit/forms/found-ports.ts';
import { t } from '../../kit/forms/setup-words.ts';
import { html } from '../../kit/html.ts';
import { currentLanguage } from '../../kit/language.ts';
import type { ViewProps } from '../../kit/page-props.ts';
import { ProblemList } from '../../kit/problem-list.ts';
import { stillOpen } from '../../kit/problem-text.ts';
import { SchemaForm } from '../../kit/schema-form.ts';
import type { NewSensor } from '../add-sensor.ts';
import { addSensor, likelyDoor } from '../add-sensor.ts';
import { DoorChoice } from './door-choice.ts';
import { KindHead } from './kind-head.ts';

type Own = { readonly [key: string]: Json };
type Props = ViewProps & { readonly kind: OfferedSensor };

/** Asks for the port of a sensor, then for its settings. */
export function KindForm(props: Props): VNode {
  const { kind } = props;
  const [device, setDevice] = useState<FoundDevice>();
  const own = { type: kind.type, ...ownOf(kind, device) };
  const isOpen = kind.isOnlyFound !== true || device !== undefined;
  return html`<main class="single"><a class="back" href="#add">‹ ${t('otherKind')}</a>
    <section class="card"><${KindHead} kind=${kind} /></section>
    ${(kind.found !== undefined || kind.isOnlyFound === true) && html`<${FoundPorts} kind=${kind} choose=${setDevice} />`}
    ${isOpen && html`<${OwnForm} key=${device?.path ?? ''} ...${props} first=${own} device=${device} />`}</main>`;
}

/** Returns the settings that the found device gives: the driver's suggestion, otherwise the path. */
function ownOf({ type, setting }: OfferedSensor, device: FoundDevice | undefined): Own {
  if (device === undefined) return {};
  if (device.suggestion?.type === type) return device.suggestion;
  return setting === undefined ? {} : { [setting]: device.path };
}

type OwnFormProps = Props & { readonly first: Own; readonly device: FoundDevice | undefined };

function OwnForm(props: OwnFormProps): VNode {
  const { kind, shop, first, device, announce } = props;
  const [own, setOwn] = useState<Own>(first);
  const [at, setAt] = useState<NewSensor['at']>(
    kind.does === 'counts-people'
      ? likelyDoor(`${device?.name ?? ''} ${device?.path ?? ''}`, shop)
      : 'nowhere',
  );
  const [name, setName] = useState(() =>
    freeName(
      kind.name[currentLanguage()],
      shop.sensors.map((one) => one.name),
    ),
  );
  const [known, setKnown] = useState<Known>();
  const [fault, setFault] = useState<Fault>(NO_FAULT);
  const [isBusy, setBusy] = useState(false);
  useEffect(() => {
    Promise.all([api.settings(), api.schema()]).then(
      ([settings, schema]) => setKnown({ settings, schema: schema as FormSchema }),
      (error: Error) => setFault({ ...NO_FAULT, text: error.message }),
    );
  }, []);
  if (known === undefined && fault.text !== '')
    return html`<p class="card bad" role="alert">${t('failed', { why: fault.text })}</p>`;
  if (known === undefined) return html`<p class="card quiet">${t('loading')}</p>`;
  const path = `sensors[${countSensors(known.settings.tree)}]`;
  const save = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    setFault(NO_FAULT);
    try {
      const named = name.trim() || kind.type;
      const id = await addSensor(known.settings, { name: named, own, at }, shop);
      announce(t('sensorAdded', { name: named }));
      location.hash = `#devices/${kind.does === 'sees-people' ? 'camera' : 'sensor'}/${id}`;
    } catch (error) {
      const problems = error instanceof ApiError ? error.problems : [];
      setFault({ text: (error as Error).message, problems, isAtFields: problems.length > 0 });
      setBusy(false);
    }
  };
  const type = (next: Json | undefined) => {
    setOwn((next ?? first) as Own);
    setFault({ ...fault, problems: stillOpen(fault.problems, path, [own, next]) });
  };
  return html`<section class="card"><h2>${t('howItIsSet')}</h2><form onSubmit=${save}>
    <label>${t('name')}<input maxlength="80" value=${name} onInput=${(e: InputEvent) => setName((e.target as HTMLInputElement).value)} /></label>
    ${isAtDoor(kind.does) && html`<${DoorChoice} does=${kind.does} doors=${shop.doors} at=${at} choose=${setAt} />`}
    ${device?.suggestion?.type === kind.type && html`<p class="quiet">${t('filledIn')}</p>`}
    <${SchemaForm} name=${kind.type} schema=${formOf(known.schema, kind)} value=${own} path=${path} problems=${fault.problems} change=${type} />
    <div role="alert">${fault.text !== '' && !fault.isAtFields && html`<p class="bad">${t('failed', { why: fault.text })}</p>`}
      <${ProblemList} problems=${fault.problems} sections=${known.schema.properties ?? {}} /></div>
    <p class="row"><button class="main" disabled=${isBusy}>${t(isBusy ? 'applying' : 'addSensor')}</button></p></form></section>`;
}

interface Known {
  readonly settings: SettingsText;
  readonly schema: FormSchema;
}

interface Fault {
  readonly text: string;
  readonly problems: readonly SettingsProblem[];
  /** True when the text only repeats the problems that are shown beside the fields. */
  readonly isAtFields: boolean;
}

const NO_FAULT: Fault = { text: '', problems: [], isAtFields: false };

function countSensors(tree: Json): number {
  const { sensors } = tree as { readonly sensors?: readonly Json[] };
  return sensors?.length ?? 0;
}

/** Returns the form of one type, without the fields that the wizard asks for. */
function formOf({ properties = {} }: FormSchema, { type, name }: OfferedSensor): FormSchema {
  const { items } = properties['sensors'] ?? {};
  const branch = (items?.oneOf ?? items?.anyOf ?? []).find((one) => one.properties?.['type']?.const === type);
  const { id: _id, name: _own, type: _type, ...own } = branch?.properties ?? {};
  return { ...branch, title: name[currentLanguage()], properties: own };
}
