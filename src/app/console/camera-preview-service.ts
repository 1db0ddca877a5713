import type { Json } from '../../core/model/ids.ts';
import type { PreviewCameras, PreviewPicture, PreviewStyle } from '../../ports/camera-link.ts';
import type { CameraPreview, CameraPreviewRefusal, CameraPreviewState } from '../../ports/console/console.ts';

/** Longest time, in ms, in which a preview shows people unmasked. */
const UNMASKED_MS = 30_000;
/** A preview ends when no page has requested a picture for this long, because its page was probably closed. */
const IDLE_TIMEOUT_MS = 15_000;
/** How often the service checks whether the preview must end. */
const CHECK_MS = 1_000;

export interface CameraPreviewOptions {
  /** Returns the ids of the cameras that may be previewed. Undefined when the settings turn camera previews off. */
  readonly allowed: () => readonly string[] | undefined;
  /** Returns the running cameras. Undefined when no gateway runs. */
  readonly cameras: () => PreviewCameras | undefined;
  /** Adds an entry to the privacy log. `by` is the console session that caused it. */
  readonly audit: (what: 'opened' | 'shown clear' | 'hidden again' | 'ended', by: string, to: Json) => void;
  /** Sends an event to the cloud that a technician opened a camera preview. */
  readonly opened: (sensor: string, minutes: number) => void;
  /** Returns the monotonic time in ms. */
  readonly nowMs: () => number;
}

interface Look {
  readonly sensor: string;
  readonly by: string;
  readonly untilMs: number;
  clearUntilMs: number;
  askedAtMs: number;
  picture: PreviewPicture | undefined;
  readonly timer: NodeJS.Timeout;
}

/** Runs at most one camera preview at a time; see `CameraPreview`. Keeps only the newest picture, in memory. */
export class CameraPreviewService implements CameraPreview {
  readonly #parts: CameraPreviewOptions;
  #look: Look | undefined;

  constructor(parts: CameraPreviewOptions) {
    this.#parts = parts;
  }

  state(): CameraPreviewState | null {
    const look = this.#current();
    return look === undefined ? null : this.#toState(look);
  }

  open({
    sensor,
    minutes,
    by,
  }: Parameters<CameraPreview['open']>[0]): CameraPreviewState | CameraPreviewRefusal {
    const allowed = this.#parts.allowed();
    if (allowed === undefined) return 'switched-off';
    if (!allowed.includes(sensor)) return 'no-such-camera';
    this.#end('another view was opened');
    const nowMs = this.#parts.nowMs();
    const forMs = minutes * 60_000;
    const timer = setInterval(() => this.#current(), CHECK_MS).unref();
    const look = { sensor, by, untilMs: nowMs + forMs, clearUntilMs: 0, askedAtMs: nowMs, timer };
    this.#look = { ...look, picture: undefined };
    if (!this.#aim('people-hidden', forMs)) {
      this.#forget();
      return 'camera-not-running';
    }
    // A preview without a log entry is not allowed. If the log cannot be written, this throws before the first picture.
    this.#record('opened', by, { sensor, minutes });
    this.#parts.opened(sensor, minutes);
    return this.#toState(this.#look);
  }

  showClear({
    sensor,
    by,
  }: Parameters<CameraPreview['showClear']>[0]): CameraPreviewState | CameraPreviewRefusal {
    const look = this.#of(by);
    if (typeof look === 'string') return look;
    if (look.sensor !== sensor) return 'no-such-camera';
    const nowMs = this.#parts.nowMs();
    const forMs = Math.min(UNMASKED_MS, look.untilMs - nowMs);
    this.#record('shown clear', by, { sensor, seconds: Math.ceil(forMs / 1000) });
    look.clearUntilMs = nowMs + forMs;
    if (!this.#aim('clear', forMs)) return 'camera-not-running';
    return this.#toState(look);
  }

  close(by: string): void {
    if (this.#current() !== undefined) this.#end(`closed by ${by}`);
  }

  picture(by: string): PreviewPicture | CameraPreviewRefusal | undefined {
    const look = this.#of(by);
    if (typeof look === 'string') return look;
    look.askedAtMs = this.#parts.nowMs();
    return look.picture;
  }

  #of(by: string): Look | CameraPreviewRefusal {
    const look = this.#current();
    if (look === undefined) return 'not-on';
    return look.by === by ? look : 'not-yours';
  }

  /**
   * Ends the preview, or masks people again, if the time for it is over. Then returns the preview that is still open.
   */
  #current(): Look | undefined {
    const look = this.#look;
    if (look === undefined) return undefined;
    const nowMs = this.#parts.nowMs();
    if (this.#parts.allowed()?.includes(look.sensor) !== true) this.#end('switched off in the settings');
    else if (nowMs >= look.untilMs) this.#end('its time was over');
    else if (nowMs - look.askedAtMs >= IDLE_TIMEOUT_MS) this.#end('nobody watched');
    else if (look.clearUntilMs > 0 && nowMs >= look.clearUntilMs) this.#hideAgain(look, nowMs);
    return this.#look;
  }

  #hideAgain(look: Look, nowMs: number): void {
    look.clearUntilMs = 0;
    this.#drop(look);
    this.#record('hidden again', look.by, { sensor: look.sensor });
    this.#aim('people-hidden', look.untilMs - nowMs);
  }

  #aim(style: PreviewStyle, forMs: number): boolean {
    const look = this.#look;
    if (look === undefined) return false;
    const take = (picture: PreviewPicture) => {
      // Ignores a picture that arrives after its preview was closed, or after people were masked again.
      if (this.#look !== look || (picture.style === 'clear' && look.clearUntilMs === 0)) return;
      this.#drop(look);
      look.picture = picture;
    };
    return this.#parts.cameras()?.aim(look.sensor, { forMs, style }, take) ?? false;
  }

  #end(why: string): void {
    const look = this.#look;
    if (look === undefined) return;
    this.#forget();
    this.#record('ended', look.by, { sensor: look.sensor, why });
  }

  #forget(): void {
    const look = this.#look;
    this.#look = undefined;
    if (look === undefined) return;
    clearInterval(look.timer);
    this.#drop(look);
    this.#parts.cameras()?.stopPreview(look.sensor);
  }

  #record(what: Parameters<CameraPreviewOptions['audit']>[0], by: string, to: Json): void {
    try {
      this.#parts.audit(what, by, to);
    } catch (error) {
      this.#forget();
      throw error;
    }
  }

  #drop(look: Look): void {
    look.picture?.png.fill(0);
    look.picture = undefined;
  }

  #toState({ sensor, by, untilMs, clearUntilMs }: Look): CameraPreviewState {
    const nowMs = this.#parts.nowMs();
    const seconds = (atMs: number) => Math.max(0, Math.ceil((atMs - nowMs) / 1000));
    const isClear = clearUntilMs > nowMs;
    return {
      ...{ sensor, by, style: isClear ? 'clear' : 'people-hidden' },
      endsInSeconds: seconds(untilMs),
      clearForSeconds: isClear ? seconds(clearUntilMs) : null,
    };
  }
}
