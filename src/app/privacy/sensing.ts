export interface Sensing {
  /** What it senses, in words for who is sensed. ETSI EN 303 645, provision 5.8-3. */
  readonly senses: string;
  /** What becomes of it, and for how long it exists. */
  readonly keeps: string;
  /** Hears phones, itself or through another device: the notice and the law's scenario speak of it. */
  readonly isRadio?: true;
}

const CAMERA: Sensing = {
  senses: 'Light: pictures of everybody in view.',
  keeps:
    'A picture lives in the camera process for as long as the detector looks at it. Boxes come out, no picture.',
};
const BEAM: Sensing = {
  senses: 'That something interrupts a beam or stands at a distance; not who or what.',
  keeps: 'Crossings become counts at once.',
};
const COUNTER: Sensing = {
  senses: 'Nothing itself: reads how many the counter at the door has counted.',
  keeps: 'Totals only.',
};
const BUTTON: Sensing = { senses: 'That a button was pressed.', keeps: 'Presses are counted.' };
const TILL: Sensing = {
  senses: 'Nothing itself: reads how many sales a till has made, and nothing else of them.',
  keeps: 'Counts only; what else a till sends is dropped unread.',
};
const RADIO: Sensing = {
  senses: 'Bluetooth advertisements of tags and phones, with their strength.',
  keeps:
    'Addresses become random pseudonyms within the radio process; the key lives for five minutes at most and is overwritten.',
  isRadio: true,
};
/** The radio is in another device; what it hears comes by the shop's own broker. */
const FORWARDED: Sensing = {
  senses: 'Bluetooth advertisements that another device in the shop hears and forwards.',
  keeps:
    'Addresses become random pseudonyms where they arrive; the key lives for five minutes at most and is overwritten. ' +
    'The other device and the local broker carry addresses: keep that broker to the shop.',
  isRadio: true,
};

/** By sensor type; a test says that none is missing. */
export const SENSING: Readonly<Record<string, Sensing>> = {
  'beam-pair': BEAM,
  'ble-receiver': RADIO,
  'button-panel': BUTTON,
  'button-terminal': BUTTON,
  camera: CAMERA,
  'espresense-receiver': FORWARDED,
  'serial-counter': COUNTER,
  'modbus-counter': COUNTER,
  'openmqttgateway-receiver': FORWARDED,
  'range-counter': BEAM,
  'sales-folder': TILL,
  'sales-http': TILL,
  'sales-mqtt': TILL,
  'satellite-receiver': {
    senses: 'Bluetooth advertisements that a second Lintel machine hears.',
    keeps:
      'They come sealed; addresses become random pseudonyms there or on arrival, for five minutes at most.',
    isRadio: true,
  },
  'theengs-receiver': FORWARDED,
  'reed-switch': { senses: 'Whether a door or shutter is open.', keeps: 'The last state.' },
};
