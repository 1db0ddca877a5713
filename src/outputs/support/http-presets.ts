import type { OutputSettingsOf } from '../../ports/output-settings.ts';
import type { OutgoingRequest } from './guarded-request.ts';

type Preset = OutputSettingsOf<'http'>['preset'];

/** A message for a player: the URL from the settings, the text, and how long it is valid. */
export interface PlayerCall {
  readonly url: string;
  readonly text: string;
  readonly ttlMs: number;
}

const JSON_TYPE = { 'content-type': 'application/json' };
/** Durations, in seconds, for which XOGO can show an asset. */
const XOGO_SECONDS = [15, 30, 45, 60];

function at(url: string, path: string): string {
  return `${url.replace(/\/$/, '')}${path}`;
}

/** How to call each kind of player. To support another kind, add an entry. */
export const HTTP_PLAYERS: Readonly<Record<Preset, (call: PlayerCall) => Omit<OutgoingRequest, never>>> = {
  generic: ({ url, text }) => {
    const type = /^\s*[{[]/.test(text) ? 'application/json' : 'text/plain; charset=utf-8';
    return { url, method: 'POST', headers: { 'content-type': type }, body: text };
  },
  // The text is the trigger code of an action in the Xibo layout.
  xibo: ({ url, text }) => ({
    ...{ url: at(url, '/trigger/'), method: 'POST', headers: JSON_TYPE },
    body: JSON.stringify({ trigger: text, id: 0 }),
  }),
  // The text is the id of an asset, `next` or `previous`.
  anthias: ({ url, text }) => ({
    ...{ method: 'GET', headers: {} },
    url: at(
      url,
      `/api/v2/assets/control/${/^(next|previous)$/.test(text) ? text : `asset&${encodeURIComponent(text)}`}`,
    ),
  }),
  // The text is the id of an asset.
  xogo: ({ url, text, ttlMs }) => ({
    ...{ url: at(url, '/api/timeline'), method: 'POST', headers: JSON_TYPE },
    body: JSON.stringify({
      AssetId: text,
      Duration: XOGO_SECONDS.find((seconds) => 1000 * seconds >= ttlMs) ?? 60,
      ContentOverride: true,
    }),
  }),
};
