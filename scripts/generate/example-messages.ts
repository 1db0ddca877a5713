import { Engine } from '../../src/core/engine/engine.ts';
import type { EpochMs, LineId, SensorId } from '../../src/core/model/ids.ts';
import type { WindowSummary } from '../../src/core/model/window-summary.ts';
import type { CommandMessage, ReplyMessage } from '../../src/ports/command-contract.ts';
import type { EventMessage, StatusMessage, SummaryMessage } from '../../src/ports/contract.ts';
import { CONTRACT_VERSION } from '../../src/ports/contract.ts';
import type { EnrollReply, EnrollRequest } from '../../src/ports/enrollment.ts';
import { cameraModel } from '../../test/support/stores/store-model.ts';

const START = Date.UTC(2026, 4, 4, 8, 30) as EpochMs;
const CAMERA = 'window-cam' as SensorId;
const MODEL = cameraModel(CAMERA, 'entrance' as LineId, 15);

/** One example of every message. The window is what the engine itself makes of one visitor: nothing is typed in by hand. */
export function exampleMessages(): {
  summary: SummaryMessage;
  event: EventMessage;
  status: StatusMessage;
  command: CommandMessage;
  response: ReplyMessage;
  'enroll-request': EnrollRequest;
  'enroll-response': EnrollReply;
} {
  const sender = {
    contract: CONTRACT_VERSION,
    tenant: 'acme',
    store: 'high-street-12',
    gateway: 'gw-1',
    bootId: '0f8fad5b-d9cb-469f-a165-70867728950e',
  } as const;
  const { bootId: _boot, ...addressee } = sender;
  const window = exampleWindow();
  const timeQuality = 'synced' as const;
  const at = new Date(START).toISOString();
  return {
    summary: {
      ...sender,
      windows: [{ seq: 4711, key: `gw-1/${START}/60000/1`, timeQuality, window }],
    } as unknown as SummaryMessage,
    event: {
      ...sender,
      events: [
        {
          seq: 4712,
          key: 'gw-1/event/4712',
          timeQuality,
          at,
          event: { kind: 'SettingsRejected', reason: '/etc/lintel/store.yaml: 1 problem' },
        },
      ],
    },
    status: { ...sender, state: 'online', version: '0.1.0', since: at },
    command: {
      ...addressee,
      id: '7d2f4c1e',
      expiresAt: new Date(START + 3_600_000).toISOString(),
      command: { kind: 'ResendRows', ranges: [[4600, 4700]] },
    },
    response: {
      ...sender,
      id: '7d2f4c1e',
      refused: null,
      rows: 99,
      missing: [{ fromSeq: 4650, toSeq: 4651, reason: 'damaged' }],
    },
    'enroll-request': {
      ...{ contract: CONTRACT_VERSION, requestId: '5b0c7a52-request', serial: '10000000a1b2c3d4' },
      csr: '-----BEGIN CERTIFICATE REQUEST-----\n…\n-----END CERTIFICATE REQUEST-----\n',
    },
    'enroll-response': {
      ...{ contract: CONTRACT_VERSION, requestId: '5b0c7a52-request' },
      certificate: '-----BEGIN CERTIFICATE-----\n…\n-----END CERTIFICATE-----\n',
      ...{ refused: null, later: false },
    },
  };
}

function exampleWindow(): WindowSummary {
  const windows: WindowSummary[] = [];
  const engine = new Engine(MODEL, { fact: () => undefined, summary: (summary) => windows.push(summary) });
  for (let ms = 0; ms <= 60_000; ms += 200) {
    const x = positionAt(ms);
    const boxes = x === undefined ? [] : [x - 30, 150, 60, 150, 0.9];
    engine.step({ kind: 'PeopleSeen', sensor: CAMERA, at: (START + ms) as EpochMs, boxes });
  }
  engine.step({ kind: 'Tick', at: (START + 80_000) as EpochMs });
  const [first] = windows;
  if (first === undefined) throw new Error('the example made no window');
  return first;
}

/** In from the left, 35 s at the table, out to the right. */
function positionAt(ms: number): number | undefined {
  if (ms < 2_000 || ms > 50_000) return undefined;
  if (ms < 6_000) return 40 + ((ms - 2_000) / 4_000) * 460;
  if (ms < 41_000) return 500;
  return Math.min(960, 500 + ((ms - 41_000) / 4_000) * 460);
}
