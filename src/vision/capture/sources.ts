import { stat } from 'node:fs/promises';
import { GatewayError } from '../../core/model/gateway-error.ts';
import { plainText } from '../../core/model/plain-text.ts';
import { readFirstLine } from '../../files/read-secrets.ts';
import type { CameraSource } from '../../ports/camera-link.ts';
import type { FrameStamps } from './frame-stamps.ts';

/** Throws LINK_NOT_FOUND when a file or device does not exist. ffmpeg would report this later and less clearly. */
export async function checkPresence(source: CameraSource): Promise<void> {
  if (source.kind === 'file') {
    const found = await stat(source.path).catch((cause: unknown) => {
      throw new GatewayError('LINK_NOT_FOUND', `no video file at ${source.path}: check the path`, cause);
    });
    if (!found.isFile()) throw new GatewayError('LINK_NOT_FOUND', `${source.path} is not a file`);
  } else if (source.kind === 'v4l2') {
    await stat(source.device).catch((cause: unknown) => {
      const hint = "is the camera plugged in? 'v4l2-ctl --list-devices' shows what there is";
      throw new GatewayError('LINK_NOT_FOUND', `no camera at ${source.device}: ${hint}`, cause);
    });
  }
}

/** Matches RTSP status codes for a wrong user name or password. */
const REFUSED = /\b40[13]\b/;

/** Describes a source for error messages, without user name and password. */
function describeSource(source: CameraSource): string {
  switch (source.kind) {
    case 'file':
      return source.path;
    case 'rtsp':
      return plainText(source.url);
    case 'v4l2':
      return source.device;
    case 'rpicam':
    case 'accelerated':
      return `Pi camera ${source.camera}`;
  }
}

/** The address for ffmpeg, with the sign-in. Throws SETTINGS_INVALID when the password file cannot be read. */
export function streamAddress({ url, username, passwordFile }: CameraSource & { kind: 'rtsp' }): string {
  if (username === undefined) return url;
  const password = passwordFile === undefined ? '' : `:${encodeURIComponent(firstLine(passwordFile))}`;
  return url.replace('://', () => `://${encodeURIComponent(username)}${password}@`);
}

function firstLine(path: string): string {
  try {
    return readFirstLine(path);
  } catch (cause) {
    throw new GatewayError(
      'SETTINGS_INVALID',
      `${path} cannot be read: it holds the camera's password`,
      cause,
    );
  }
}

/** Explains why a source failed after its process ended. `said` is that process's error output. */
export function sourceFailure(source: CameraSource, gavePictures: boolean, said: string): GatewayError {
  const words = plainText(said);
  if (source.kind === 'file') {
    return new GatewayError('INPUT_UNREADABLE', `${source.path} cannot be read as video: ${words}`);
  }
  if (source.kind === 'rtsp' && REFUSED.test(words)) {
    return new GatewayError(
      'SETTINGS_INVALID',
      `${describeSource(source)} refuses the user or the password: correct username and passwordFile (${words})`,
    );
  }
  const [code, what] = gavePictures
    ? (['LINK_LOST', 'stopped'] as const)
    : (['LINK_NOT_FOUND', 'gives no pictures'] as const);
  return new GatewayError(code, `${describeSource(source)} ${what}: ${words}`);
}

/** The error for a file that ffmpeg could not read completely. */
export function fileDamaged(
  { path }: CameraSource & { kind: 'file' },
  { damages, firstDamage, durationS }: FrameStamps,
  lastPtsUs: number,
): GatewayError {
  const of = durationS === undefined ? '' : ` of ${durationS.toFixed(1)} s`;
  return new GatewayError(
    'INPUT_UNREADABLE',
    `${path} is incomplete: the last picture is at ${(lastPtsUs / 1e6).toFixed(1)} s${of}, and ${damages} ` +
      `parts cannot be read: ${plainText(firstDamage)}. Copy it anew, or count what was read as a part`,
  );
}

export function sourceSilent(source: CameraSource, silentMs: number): GatewayError {
  return new GatewayError(
    'LINK_SILENT',
    `${describeSource(source)} gave no picture for ${silentMs / 1000} s`,
  );
}

export function notInstalled(command: string, debianPackage: string, cause: Error): GatewayError {
  return new GatewayError(
    'LINK_NOT_FOUND',
    `${command} cannot be started (${cause.message}); install it with: sudo apt-get install ${debianPackage}`,
    cause,
  );
}
