import type { InsightsView } from '../../../core/insights/insights-view.ts';
import type { Role } from '../../../ports/console/console.ts';
import type { NewerInsights } from '../../../ports/console/console-insights.ts';
import type { SettingsEdit, SettingsProblem } from '../../../ports/console/console-settings.ts';
import type { TrialEnd } from '../../../ports/settings-trial.ts';
import type { Answers } from '../../answers.ts';
import { wordFor } from './i18n.ts';
import { translateHelp } from './setting-help.ts';

/**
 * A request that the server refused. The message is in the reader's language if the code is known, otherwise in the
 * server's words.
 */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  /** Faults of single settings, if the request changed settings. */
  readonly problems: readonly SettingsProblem[];

  constructor(status: number, code: string, message: string, problems: readonly SettingsProblem[] = []) {
    super(wordFor(`error ${code}`) ?? message);
    this.status = status;
    this.code = code;
    this.problems = problems;
  }
}

let csrf = '';
let whenSessionEnds: () => void = () => undefined;

/**
 * Sets the listener that asks the user for a code. A request that is refused because the session ended waits, and is
 * sent again with the new session.
 */
export function onSessionEnd(listener: () => void): void {
  whenSessionEnds = listener;
}

let isPairedAgain = Promise.withResolvers<void>();
const waiting = new Map<string, Promise<unknown>>();

/** Sends a request once this device is paired again. Several equal GET requests wait as one request. */
function sendLater<T>(method: string, path: string, send: () => Promise<T>): Promise<T> {
  const key = `${method} ${path}`;
  const known = waiting.get(key);
  if (known !== undefined && method === 'GET') return known as Promise<T>;
  const later = isPairedAgain.promise.then(() => {
    waiting.delete(key);
    return send();
  });
  waiting.set(key, later);
  return later;
}

async function reach(path: string, request: RequestInit = {}): Promise<Response> {
  try {
    return await fetch(path, { ...request, credentials: 'same-origin' });
  } catch (error) {
    throw new ApiError(0, 'NO_NETWORK', String(error));
  }
}

interface Refusal {
  readonly error?: { readonly code: string; readonly message: string };
  readonly problems?: readonly SettingsProblem[];
}

async function ask<T>(method: string, path: string, body?: unknown, type = 'application/json'): Promise<T> {
  const isJson = type === 'application/json';
  const response = await reach(path, {
    method,
    headers: { 'x-lintel-csrf': csrf, ...(body === undefined ? {} : { 'content-type': type }) },
    ...(body === undefined ? {} : { body: isJson ? JSON.stringify(body) : (body as Blob) }),
  });
  if (response.status === 204) return undefined as T;
  const answer = (await response.json()) as T & Refusal;
  if (response.ok) return answer;
  const { code = 'FAILED', message = response.statusText } = answer.error ?? {};
  if (response.status === 401 && code === 'NOT_PAIRED' && csrf !== '' && path !== '/api/session') {
    whenSessionEnds();
    return await sendLater(method, path, () => ask(method, path, body, type));
  }
  throw new ApiError(response.status, code, message, answer.problems);
}

/** Fetches a picture as a blob; undefined when there is none. */
async function askPicture(path: string, sent?: Blob): Promise<Blob | undefined> {
  const headers = { 'x-lintel-csrf': csrf, ...(sent === undefined ? {} : { 'content-type': sent.type }) };
  const response = await reach(path, sent === undefined ? {} : { method: 'POST', headers, body: sent });
  if (response.status === 204) return undefined;
  if (response.ok) return await response.blob();
  const { error } = (await response.json()) as { error: { code: string; message: string } };
  throw new ApiError(response.status, error.code, error.message);
}

async function openSession(answer: Promise<Answers['session']>): Promise<Answers['session']> {
  const session = await answer;
  csrf = session.csrf;
  isPairedAgain.resolve();
  isPairedAgain = Promise.withResolvers();
  return session;
}

let planChanges = 0;

/** Address of the floor plan's picture. It changes with each upload, so that the browser fetches the new one. */
export function planAddress(): string {
  return `/api/plan/picture?n=${planChanges}`;
}

async function changePlan(change: Promise<void>): Promise<void> {
  await change;
  planChanges += 1;
}

export const api = {
  session: () => openSession(ask<Answers['session']>('GET', '/api/session')),
  pair: (code: string) => openSession(ask<Answers['session']>('POST', '/api/pair', { code })),
  unpair: async () => {
    await ask<void>('DELETE', '/api/session');
    csrf = '';
  },
  invite: (role: Role) => ask<Answers['invitation']>('POST', '/api/invite', { role }),
  kinds: () => ask<Answers['kinds']>('GET', '/api/sensor-kinds'),
  found: () => ask<Answers['found']>('GET', '/api/found'),
  unused: () => ask<Answers['unused']>('GET', '/api/unused'),
  shop: () => ask<Answers['store']>('GET', '/api/store'),
  /** Counts since midnight, store time. */
  today: () => ask<Answers['today']>('GET', '/api/today'),
  experiments: () => ask<Answers['experiments']>('GET', '/api/experiments'),
  forecast: () => ask<Answers['forecast']>('GET', '/api/forecast'),
  status: () => ask<Answers['status']>('GET', '/api/status'),
  insights: (kind: string, date: string, against: string) =>
    ask<InsightsView>('GET', `/api/insights?kind=${kind}&date=${date}&against=${against}`),
  /** Returns undefined when nothing is newer. */
  newerInsights: (kind: string, date: string, against: string, since: number) =>
    ask<NewerInsights | undefined>(
      'GET',
      `/api/insights?kind=${kind}&date=${date}&against=${against}&since=${since}`,
    ),
  paths: (space: string) => ask<Answers['paths']>('GET', `/api/paths?space=${encodeURIComponent(space)}`),
  heat: (space: string) => ask<Answers['heat']>('GET', `/api/heat?space=${encodeURIComponent(space)}`),
  settings: () => ask<Answers['settings']>('GET', '/api/settings'),
  schema: async () => translateHelp(await ask<Record<string, unknown>>('GET', '/api/settings/schema')),
  history: () => ask<Answers['history']>('GET', '/api/settings/history'),
  version: (hash: string) => ask<Answers['settings']>('GET', `/api/settings/version?hash=${hash}`),
  draft: (base: string, edits: readonly SettingsEdit[]) =>
    ask<Answers['draft']>('POST', '/api/settings/draft', { base, edits }),
  recount: (base: string, edits: readonly SettingsEdit[]) =>
    ask<Answers['backtest']>('POST', '/api/settings/backtest', { base, edits }),
  apply: (base: string, edits: readonly SettingsEdit[], note = '') =>
    ask<Answers['applied']>('POST', '/api/settings/apply', { base, edits, note }),
  rollBack: (base: string, to: string) =>
    ask<Answers['applied']>('POST', '/api/settings/rollback', { base, to }),
  trace: (sensor: string) => ask<Answers['trace']>('GET', `/api/sensor?id=${encodeURIComponent(sensor)}`),
  doors: () => ask<Answers['doors']>('GET', '/api/doors'),
  tags: () => ask<Answers['tags']>('GET', '/api/tags'),
  teach: (tag: string, [x, y]: readonly [number, number]) =>
    ask<void>('POST', '/api/tags/training', { tag, x, y }),
  teachByCamera: (tag: string) => ask<void>('POST', '/api/tags/training/camera', { tag }),
  endTeaching: (tag: string) => ask<Answers['learned']>('POST', '/api/tags/training/end', { tag }),
  near: () => ask<Answers['registration']>('GET', '/api/tags/registration'),
  beginNear: () => ask<Answers['registration']>('POST', '/api/tags/registration'),
  endNear: () => ask<void>('DELETE', '/api/tags/registration'),
  aiming: () => ask<Answers['preview']>('GET', '/api/preview'),
  openPreview: (sensor: string, minutes: number) =>
    ask<Answers['preview']>('POST', '/api/preview', { sensor, minutes }),
  showClear: (sensor: string) =>
    ask<Answers['preview']>('POST', '/api/preview/clear', { sensor, confirm: 'show people' }),
  closeAiming: () => ask<void>('DELETE', '/api/preview'),
  aimingPicture: () => askPicture('/api/preview/picture'),
  trial: () => ask<Answers['trial']>('GET', '/api/settings/trial'),
  endTrial: (outcome: TrialEnd['outcome']) =>
    ask<Answers['applied']>('POST', '/api/settings/trial', { outcome }),
  /** `page` is the number of the page, for a PDF. */
  uploadPlan: (picture: Blob, page = 1) =>
    changePlan(ask<void>('PUT', `/api/plan/picture?page=${page}`, picture, picture.type)),
  /** Returns the picture as the gateway would store it. */
  checkPlan: (picture: Blob, page = 1) => askPicture(`/api/plan/picture/check?page=${page}`, picture),
  planPicture: () => askPicture(planAddress()),
  removePlan: () => changePlan(ask<void>('DELETE', '/api/plan/picture')),
  rules: () => ask<Answers['rules']>('GET', '/api/rules'),
  testRule: (rule: string) => ask<Answers['rules']>('POST', '/api/rules/test', { rule }),
  endRule: (rule: string) => ask<Answers['rules']>('POST', '/api/rules/end', { rule }),
  audits: () => ask<Answers['audits']>('GET', '/api/audits'),
  finishAudit: (audit: object) => ask<Answers['audit']>('POST', '/api/audits', audit),
};
