import type { KeyObject } from 'node:crypto';
import { openDocument } from '../../config/fleet/signed-document.ts';
import type { EpochMs } from '../../core/model/ids.ts';
import type { Clock, TimeQuality } from '../../ports/clock.ts';
import type { DesiredMessage } from '../../ports/messages/desired.ts';
import { LONGEST_DESIRED_LIFE_MS, reportMessage } from '../../ports/messages/desired.ts';
import type { DesiredChannel } from '../../ports/uplink.ts';
import { DesiredRecord } from './desired-record.ts';
import type { LocalChange } from './desired-state.ts';
import { hashDesired } from './desired-state.ts';
import type { DesiredTrialsOptions } from './desired-trials.ts';
import { DesiredTrials, HEAD_OFFICE } from './desired-trials.ts';
import { findDrift } from './plan-changes.ts';
import { toReport } from './to-report.ts';

export interface DesiredSettingsOptions extends Omit<DesiredTrialsOptions, 'record' | 'now'> {
  /** Path of the file that stores the state of remote settings. */
  readonly path: string;
  /** The gateway's name: tenant/store/gateway. Documents for any other name are refused. */
  readonly name: string;
  readonly bootId: string;
  /**
   * Returns the public keys of the people who may change settings remotely. Undefined when remote settings are off.
   * Throws when the file cannot be read.
   */
  readonly keys: () => readonly KeyObject[] | undefined;
  readonly clock: Clock;
  readonly timeQuality: () => TimeQuality;
  /** Returns whether a change that the technician made is on trial. */
  readonly isTechnicianTrying: () => boolean;
  /** Publishes the report on remote settings. */
  readonly report: () => void;
}

const LOOK_MS = 5_000;
const DRIFT_LOOK_MS = 60_000;
/** How long a value that the technician set stays. Then the value of head office returns. */
const LOCAL_MS = 7 * 86_400_000;
/** How long a new board waits for the last report of the board that it replaces. */
const FORMER_REPORT_MS = 5_000;

/**
 * Applies remote settings from head office. Each signed document for this gateway is put on trial. It is rolled back if
 * counts or sensors get worse. Only the newest document is applied, and none twice.
 */
export class DesiredSettings implements DesiredChannel {
  readonly #options: DesiredSettingsOptions;
  readonly #record: DesiredRecord;
  readonly #trials: DesiredTrials;
  readonly #stop = new AbortController();
  #working: Promise<void> = Promise.resolve();
  #isFloorKnown: boolean;
  #held: { readonly text: string; readonly sinceMs: number } | undefined;
  #driftLookMs = Number.NEGATIVE_INFINITY;

  constructor(options: DesiredSettingsOptions) {
    const now = () => options.clock.now();
    this.#options = options;
    this.#record = new DesiredRecord(options.path, now, () => options.report());
    this.#trials = new DesiredTrials({ ...options, record: this.#record, now });
    this.#isFloorKnown = this.#record.isRemembered;
  }

  start(): void {
    void this.#run();
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#working;
  }

  /**
   * Handles a document. An empty text means that head office removed the document from the broker; it changes nothing.
   */
  accept(text: string): void {
    if (text !== '') this.#enqueue(() => this.#receive(text));
  }

  /** Handles the last report of the board that this board replaces, so that its revisions are not applied again. */
  acceptReport(text: string): void {
    this.#enqueue(() => {
      if (!this.#isFloorKnown) this.#setFloor(text);
      return this.#receiveHeld();
    });
  }

  report(): string | undefined {
    const { state } = this.#record;
    const hasNothing = state.highest === 0 && state.refused === null;
    return hasNothing || !this.#isFloorKnown
      ? undefined
      : JSON.stringify(toReport(state, this.#options.bootId));
  }

  /** Resolves when all documents received so far are handled. */
  async done(): Promise<void> {
    await this.#working;
  }

  async #run(): Promise<void> {
    const { clock } = this.#options;
    const { signal } = this.#stop;
    while (!signal.aborted) {
      this.#enqueue(() => this.#look());
      await this.#working;
      await clock.sleep(LOOK_MS, signal).catch(() => undefined);
    }
  }

  /** Runs steps one after the other. A document that arrives while settings are being switched waits. */
  #enqueue(step: () => void | Promise<void>): void {
    const { log } = this.#options;
    this.#working = this.#working.then(step).catch((error: unknown) => {
      log.error({ err: error }, 'settings from afar: a step failed, and is tried again');
    });
  }

  async #look(): Promise<void> {
    if (this.#stop.signal.aborted) return;
    if (
      this.#held !== undefined &&
      this.#options.clock.monotonicMs() - this.#held.sinceMs >= FORMER_REPORT_MS
    ) {
      this.#isFloorKnown = true;
      await this.#receiveHeld();
    }
    await this.#advance();
  }

  #setFloor(text: string): void {
    const report = reportMessage.safeParse(parseJson(text));
    if (!report.success) return;
    this.#isFloorKnown = true;
    // The replaced board may have applied its last revision, but this board has not. So that revision is allowed once
    // more.
    this.#record.update({ highest: Math.max(0, report.data.highest - 1) });
  }

  async #receiveHeld(): Promise<void> {
    const held = this.#held;
    this.#held = undefined;
    if (held !== undefined) await this.#receive(held.text);
  }

  async #receive(text: string): Promise<void> {
    if (!this.#isFloorKnown) {
      this.#held = { text, sinceMs: this.#held?.sinceMs ?? this.#options.clock.monotonicMs() };
      return;
    }
    const message = await this.#open(text);
    if (typeof message === 'string') return this.#refuse(message);
    const { highest, newest } = this.#record.state;
    const { revision, settings } = message;
    if (revision <= highest) {
      const isKnown = revision === newest?.revision && newest.hash === hashDesired(settings);
      return isKnown ? undefined : this.#refuse(`replayed: revision ${revision} after ${highest}`);
    }
    const change = { highest: revision, next: message, attempts: 0, refused: null };
    await this.#takeOver();
    this.#record.mark(message, 'waiting', {}, change);
    await this.#advance();
  }

  /**
   * Ends the trial of an older document, because a newer one arrived. Restores the old settings before the newer ones
   * are tried.
   */
  async #takeOver(): Promise<void> {
    const { trial } = this.#record.state;
    if (trial === null) return;
    await this.#trials.check({ ...trial, failure: 'a newer revision came during the trial' });
    if (this.#record.state.trial !== null) throw new Error('the trial before could not be taken back');
  }

  async #open(text: string): Promise<DesiredMessage | string> {
    const { log } = this.#options;
    try {
      const keys = this.#options.keys();
      if (keys === undefined) return 'no-key: mqtt.settingsKeyFile is not set on this device';
      const opened = await openDocument(text, keys);
      if ('refused' in opened) return opened.refused;
      const { message } = opened;
      return message.to === this.#options.name ? message : 'wrong-gateway: it is for another gateway';
    } catch (error) {
      log.error({ err: error }, 'the key for settings cannot be read');
      return 'no-key: mqtt.settingsKeyFile cannot be read';
    }
  }

  /**
   * Refuses a message that is not a newer document for this gateway. If the broker repeats it, it is reported only
   * once.
   */
  #refuse(reason: string): void {
    if (this.#record.state.refused === reason) return;
    this.#options.log.warn({ reason }, 'settings from afar were refused');
    this.#record.update({ refused: reason });
    this.#options.gateway.event({ kind: 'SettingsChanged', phase: 'refused', reason });
  }

  async #advance(): Promise<void> {
    const { trial, next } = this.#record.state;
    if (trial !== null) return await this.#trials.check(trial);
    if (next === null) return await this.#lookForDrift();
    const wait = this.#findWait(next);
    if (wait === undefined) return await this.#trials.begin(next);
    if ('refused' in wait) return this.#trials.refuse(next, wait.refused);
    this.#record.mark(next, 'waiting', wait);
  }

  #findWait(
    document: DesiredMessage,
  ): { readonly refused: string } | { readonly reason: string; readonly until?: EpochMs } | undefined {
    const { clock, timeQuality, isTechnicianTrying } = this.#options;
    const [issued, from, to] = [document.issuedAt, document.notBefore, document.expiresAt].map(
      Date.parse,
    ) as [number, number, number];
    if (to - issued > LONGEST_DESIRED_LIFE_MS) return { refused: 'it lasts longer than 30 days' };
    if (timeQuality() === 'unsynced') return { reason: 'the clock was never set' };
    const isOwn = document === this.#record.state.kept;
    if (clock.now() > to && !isOwn) return { refused: `expired ${document.expiresAt}` };
    if (clock.now() < from) return { reason: 'not before', until: from as EpochMs };
    return isTechnicianTrying() ? { reason: 'a change of the technician is on trial' } : undefined;
  }

  /** Records which settings the technician changed. After a week, applies the values of head office again. */
  async #lookForDrift(): Promise<void> {
    const { clock, file } = this.#options;
    const { kept, local } = this.#record.state;
    if (kept === null || clock.monotonicMs() - this.#driftLookMs < DRIFT_LOOK_MS) return;
    this.#driftLookMs = clock.monotonicMs();
    const paths = findDrift(file.read().tree, kept.settings);
    const saved = file.history()[0]?.by ?? HEAD_OFFICE;
    // The report must not name a person, so it contains only a role. The name of the technician stays on the device.
    const by = saved === HEAD_OFFICE || saved === 'lintel' ? 'root' : 'technician';
    const until = (clock.now() + LOCAL_MS) as EpochMs;
    const known = paths.map(
      (path): LocalChange => local.find((change) => change.path === path) ?? { path, by, until },
    );
    const running = known.filter((change) => change.until > clock.now());
    if (JSON.stringify(running) !== JSON.stringify(local)) this.#record.update({ local: running });
    if (running.length === known.length) return;
    this.#record.update({ next: kept, attempts: 0 });
    await this.#advance();
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
