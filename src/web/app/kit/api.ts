import type { InsightsView } from '../../../core/insights/insights-view.ts';
import type { SignedAudit } from '../../../ports/audit-record.ts';
import type {
  CameraPreviewState,
  GatewayView,
  Recount,
  Role,
  StoreView,
  TodayView,
} from '../../../ports/console/console.ts';
import type { DoorView, TagRegistrationStatus, TagsView } from '../../../ports/console/console-devices.ts';
import type { ExperimentView } from '../../../ports/console/console-experiments.ts';
import type { ForecastView } from '../../../ports/console/console-forecast.ts';
import type { NewerInsights } from '../../../ports/console/console-insights.ts';
import type { RulesView } from '../../../ports/console/console-rules.ts';
import type {
  SettingsDraft,
  SettingsEdit,
  SettingsProblem,
  SettingsText,
  SettingsVersion,
} from '../../../ports/console/console-settings.ts';
import type { FoundDevice } from '../../../ports/console/found-device.ts';
import type { ConsoleTrials, TrialEnd } from '../../../ports/settings-trial.ts';

import { wordFor } from './i18n.ts';
import { translateHelp } from './setting-help.ts';

/** A code for another device, and where it finds the console. */
export interface Invitation {
  readonly code: string;
  readonly lifeSeconds: number;
  readonly addresses: readonly string[];
  readonly fingerprint: string | null;
}

export interface SessionView {
  readonly role: Role;
  readonly name: string;
  readonly csrf: string;
  readonly endsInSeconds: number;
}

/** A refusal: in the reader's language where its code is known, otherwise in the server's words. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  /** What is wrong with which setting. */
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

/** The listener asks for a code. Requests that met the ended session wait for it, and are then sent again. */
export function onSessionEnd(listener: () => void): void {
  whenSessionEnds = listener;
}

let isPairedAgain = Promise.withResolvers<void>();
const waiting = new Map<string, Promise<unknown>>();

/** Sends it once this device is paired again. A page that asks every second waits once, not for every second. */
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

/** Fetches a picture as a blob; undefined until there is one. */
async function askPicture(path: string): Promise<Blob | undefined> {
  const response = await reach(path);
  if (response.status === 204) return undefined;
  if (response.ok) return await response.blob();
  const { error } = (await response.json()) as { error: { code: string; message: string } };
  throw new ApiError(response.status, error.code, error.message);
}

async function openSession(answer: Promise<SessionView>): Promise<SessionView> {
  const session = await answer;
  csrf = session.csrf;
  isPairedAgain.resolve();
  isPairedAgain = Promise.withResolvers();
  return session;
}

let planChanges = 0;

/** The plan's picture; another address after every change here, so that the browser fetches it anew. */
export function planAddress(): string {
  return `/api/plan/picture?n=${planChanges}`;
}

async function changePlan(change: Promise<void>): Promise<void> {
  await change;
  planChanges += 1;
}

export const api = {
  session: () => openSession(ask<SessionView>('GET', '/api/session')),
  pair: (code: string) => openSession(ask<SessionView>('POST', '/api/pair', { code })),
  unpair: async () => {
    await ask<void>('DELETE', '/api/session');
    csrf = '';
  },
  invite: (role: Role) => ask<Invitation>('POST', '/api/invite', { role }),
  found: () => ask<FoundDevice[]>('GET', '/api/found'),
  shop: () => ask<StoreView & { readonly hasPlan: boolean }>('GET', '/api/store'),
  /** Counts since the store's midnight. */
  today: () => ask<TodayView>('GET', '/api/today'),
  experiments: () => ask<ExperimentView[]>('GET', '/api/experiments'),
  forecast: () => ask<ForecastView>('GET', '/api/forecast'),
  status: () => ask<GatewayView>('GET', '/api/status'),
  insights: (kind: string, date: string, against: string) =>
    ask<InsightsView>('GET', `/api/insights?kind=${kind}&date=${date}&against=${against}`),
  /** Undefined when nothing is newer. */
  newerInsights: (kind: string, date: string, against: string, since: number) =>
    ask<NewerInsights | undefined>(
      'GET',
      `/api/insights?kind=${kind}&date=${date}&against=${against}&since=${since}`,
    ),
  paths: (space: string) =>
    ask<{ points: [number, number][]; births: [number, number][] }>(
      'GET',
      `/api/paths?space=${encodeURIComponent(space)}`,
    ),
  heat: (space: string) =>
    ask<{ cell: number; cells: [number, number, number][] }>(
      'GET',
      `/api/heat?space=${encodeURIComponent(space)}`,
    ),
  settings: () => ask<SettingsText>('GET', '/api/settings'),
  schema: async () => translateHelp(await ask<Record<string, unknown>>('GET', '/api/settings/schema')),
  history: () => ask<SettingsVersion[]>('GET', '/api/settings/history'),
  version: (hash: string) => ask<SettingsText>('GET', `/api/settings/version?hash=${hash}`),
  draft: (base: string, edits: readonly SettingsEdit[]) =>
    ask<SettingsDraft>('POST', '/api/settings/draft', { base, edits }),
  recount: (base: string, edits: readonly SettingsEdit[]) =>
    ask<Recount>('POST', '/api/settings/backtest', { base, edits }),
  apply: (base: string, edits: readonly SettingsEdit[], note = '') =>
    ask<{ settings: SettingsText }>('POST', '/api/settings/apply', { base, edits, note }),
  rollBack: (base: string, to: string) =>
    ask<{ settings: SettingsText }>('POST', '/api/settings/rollback', { base, to }),
  doors: () => ask<DoorView[]>('GET', '/api/doors'),
  tags: () => ask<TagsView>('GET', '/api/tags'),
  teach: (tag: string, [x, y]: readonly [number, number]) =>
    ask<void>('POST', '/api/tags/training', { tag, x, y }),
  teachByCamera: (tag: string) => ask<void>('POST', '/api/tags/training/camera', { tag }),
  endTeaching: (tag: string) => ask<{ learned: boolean }>('POST', '/api/tags/training/end', { tag }),
  near: () => ask<TagRegistrationStatus | null>('GET', '/api/tags/registration'),
  beginNear: () => ask<TagRegistrationStatus>('POST', '/api/tags/registration'),
  endNear: () => ask<void>('DELETE', '/api/tags/registration'),
  aiming: () => ask<CameraPreviewState | null>('GET', '/api/preview'),
  openPreview: (sensor: string, minutes: number) =>
    ask<CameraPreviewState>('POST', '/api/preview', { sensor, minutes }),
  showClear: (sensor: string) =>
    ask<CameraPreviewState>('POST', '/api/preview/clear', { sensor, confirm: 'show people' }),
  closeAiming: () => ask<void>('DELETE', '/api/preview'),
  aimingPicture: () => askPicture('/api/preview/picture'),
  trial: () => ask<ReturnType<ConsoleTrials['view']>>('GET', '/api/settings/trial'),
  endTrial: (outcome: TrialEnd['outcome']) =>
    ask<{ settings: SettingsText }>('POST', '/api/settings/trial', { outcome }),
  /** `page` is that of a PDF. */
  uploadPlan: (picture: Blob, page = 1) =>
    changePlan(ask<void>('PUT', `/api/plan/picture?page=${page}`, picture, picture.type)),
  removePlan: () => changePlan(ask<void>('DELETE', '/api/plan/picture')),
  rules: () => ask<RulesView>('GET', '/api/rules'),
  testRule: (rule: string) => ask<RulesView>('POST', '/api/rules/test', { rule }),
  endRule: (rule: string) => ask<RulesView>('POST', '/api/rules/end', { rule }),
  audits: () => ask<SignedAudit[]>('GET', '/api/audits'),
  finishAudit: (audit: object) => ask<SignedAudit>('POST', '/api/audits', audit),
};
