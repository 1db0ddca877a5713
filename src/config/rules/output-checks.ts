import type { OutputSettings } from '../../ports/output-settings.ts';
import { placeOfHost } from '../../ports/store-address.ts';
import type { Settings } from '../schema.ts';
import type { Found, Path } from '../settings-problem.ts';
import { braceFaults } from './brace-faults.ts';

/** Finds outputs whose address cannot work or is forbidden, and outputs that would trigger a sensor of the store. */
export function outputFaults(settings: Settings): Found[] {
  return settings.outputs.flatMap((output, i) => {
    const at = ['outputs', i];
    return [
      ...doubleFaults(settings, output, i),
      ...('on' in output ? braceFaults(output.on, [...at, 'on']) : []),
      ...('off' in output ? braceFaults(output.off, [...at, 'off']) : []),
      ...addressFaults(output, at),
      ...topicFaults(settings, output, at),
      ...gpioFaults(settings, output, at),
      ...liveFaults(settings, output, at),
      ...textFaults(settings, output, at),
    ];
  });
}

function doubleFaults({ outputs }: Settings, { id }: OutputSettings, index: number): Found[] {
  if (!outputs.slice(0, index).some((other) => other.id === id)) return [];
  return [
    { at: ['outputs', index, 'id'], value: id, allowed: 'each id once', mend: 'Give this one another id.' },
  ];
}

/**
 * Checks the addresses that the settings name. The addresses to which a host name resolves are checked by the output at
 * each attempt.
 */
function addressFaults(output: OutputSettings, at: Path): Found[] {
  if (output.type === 'udp') return hostFaults(output.host, false, [...at, 'host']);
  if (output.type !== 'webhook' && output.type !== 'http') return [];
  const url = new URL(output.url);
  const where = [...at, 'url'];
  const isPrivate = placeOfHost(url.hostname) === 'store' || url.hostname.endsWith('.local');
  const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80));
  const refused = (allowed: string, mend: string): Found => ({ at: where, value: output.url, allowed, mend });
  return [
    ...(url.protocol === 'https:' || (url.protocol === 'http:' && isPrivate)
      ? []
      : [refused('https, or http to a private address or a .local name', 'Use https.')]),
    ...(url.username === '' && url.password === ''
      ? []
      : [refused('an address without user and password', 'Put the secret into a file.')]),
    ...(port < 1024 && port !== 80 && port !== 443
      ? [refused('port 80, 443 or from 1024 on', 'Use another port.')]
      : []),
    ...hostFaults(url.hostname, output.leavesStore, where),
  ];
}

function hostFaults(host: string, leavesStore: boolean, at: Path): Found[] {
  const place = placeOfHost(host);
  if (place === 'refused') {
    const mend =
      'Name a device in the store’s network: this machine, link-local and group addresses are refused.';
    return [{ at, value: host, allowed: 'an address in the store’s network', mend }];
  }
  if (place !== 'outside' || leavesStore) return [];
  return [
    {
      at,
      value: host,
      allowed: 'a private address',
      mend: 'Add `leavesStore: true` if it is meant to leave.',
    },
  ];
}

/** Finds MQTT outputs to whose topic a sensor subscribes: a rule could then trigger itself. */
function topicFaults({ sensors, store }: Settings, output: OutputSettings, at: Path): Found[] {
  if (output.type !== 'mqtt') return [];
  const topic = output.topic.replaceAll('{store}', store.id).replaceAll('{rule}', '+');
  const unknown = braceFaults(output.topic, [...at, 'topic'], ['store', 'rule']);
  const wild = /[#+]/.test(output.topic)
    ? [
        {
          at: [...at, 'topic'],
          value: output.topic,
          allowed: 'a topic without + and #',
          mend: 'Write one topic.',
        },
      ]
    : [];
  const heard = sensors.flatMap(({ id, port }) => {
    if (port.link !== 'mqttIn' && port.link !== 'mqttReceiver') return [];
    const { url, topics } =
      port.link === 'mqttIn'
        ? port.options
        : { url: port.options.broker.url, topics: [`${port.options.device.topic}/#`] };
    const isSame = new URL(url).host === new URL(output.broker.url).host;
    return isSame && topics.some((filter) => canMatch(filter, topic)) ? [id] : [];
  });
  return [
    ...unknown,
    ...wild,
    ...heard.map((id) => ({
      at: [...at, 'topic'],
      value: output.topic,
      allowed: `a topic that '${id}' does not listen to`,
      mend: 'Choose another topic: the rule would trigger itself.',
    })),
  ];
}

/** Returns whether a topic exists that matches both topic filters. */
function canMatch(filter: string, other: string): boolean {
  const [a, b] = [filter.split('/'), other.split('/')];
  for (let i = 0; ; i++) {
    if (a[i] === '#' || b[i] === '#') return true;
    if (a[i] === undefined || b[i] === undefined) return a[i] === b[i];
    if (a[i] !== '+' && b[i] !== '+' && a[i] !== b[i]) return false;
  }
}

function gpioFaults({ sensors, outputs }: Settings, output: OutputSettings, at: Path): Found[] {
  if (output.type !== 'gpio') return [];
  const line = String(output.gpioLine);
  const used = sensors.some(
    ({ port }) =>
      port.link === 'gpio' &&
      port.options.chip === output.chip &&
      port.options.lines.some((candidate) => String(candidate) === line),
  );
  const twin = outputs.find(
    (other) =>
      other.type === 'gpio' &&
      other !== output &&
      other.chip === output.chip &&
      String(other.gpioLine) === line,
  );
  if (!used && twin === undefined) return [];
  return [
    {
      at: [...at, 'gpioLine'],
      value: output.gpioLine,
      allowed: 'a line that nothing else uses',
      mend: 'Choose another line.',
    },
  ];
}

function liveFaults({ outputs }: Settings, output: OutputSettings, at: Path): Found[] {
  if (output.type !== 'live') return [];
  const isTwin = (other: OutputSettings) =>
    other.type === 'live' && other !== output && other.channel === output.channel;
  if (!outputs.some(isTwin)) return [];
  return [
    {
      at: [...at, 'channel'],
      value: output.channel,
      allowed: 'each channel once',
      mend: 'Name another channel.',
    },
  ];
}

/** Finds players that would get an empty text, which blanks their screen. The rule or the output must set a text. */
function textFaults({ rules }: Settings, output: OutputSettings, at: Path): Found[] {
  if (output.type !== 'udp' && !(output.type === 'http' && output.preset !== 'generic')) return [];
  if (output.on !== undefined) return [];
  const silent = rules.some(({ then }) =>
    then.some((action) => action.output === output.id && action.template === undefined),
  );
  if (!silent) return [];
  return [
    {
      at: [...at, 'on'],
      value: undefined,
      allowed: 'the text that the player listens to',
      mend: 'Add it here, or a template to each rule.',
    },
  ];
}
