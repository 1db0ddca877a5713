import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { promisify } from 'node:util';
import { GatewayError } from '../../core/model/gateway-error.ts';
import type { AcceleratedSource, Accelerator } from '../../ports/camera-link.ts';

const ANSWER_MS = 10_000;
/** Oldest usable version of rpicam-apps. From it on, `--verbose 2` marks finished inferences in a known format. */
const LEAST_VERSION = [1, 5] as const;

/** The file of each stage's plug-in, and the command that installs it. */
const PLUGINS: Readonly<Record<Accelerator, { readonly file: string; readonly install: string }>> = {
  hailo: { file: 'hailo-postproc.so', install: 'sudo apt install hailo-all rpicam-apps-hailo-postprocess' },
  imx500: { file: 'imx500-postproc.so', install: 'sudo apt install imx500-all' },
};

/**
 * Returns a sentence about the accelerator, for the technician. Throws LINK_NOT_FOUND with the name of a missing
 * package. `library` is the parent folder of the plug-ins.
 */
export async function checkAccelerator(
  { accelerator, network, camera }: AcceleratedSource,
  { library = '/usr/lib', path = '/usr/local/bin:/usr/bin:/bin' } = {},
): Promise<string> {
  const version = await readVersion(path);
  const { file, install } = PLUGINS[accelerator];
  if (!hasPlugin(library, file))
    throw new GatewayError('LINK_NOT_FOUND', `${file} is not installed: ${install}`);
  if (network !== undefined && !existsSync(network)) {
    throw new GatewayError(
      'LINK_NOT_FOUND',
      `${network} is not there: name a network file, or none for the system’s`,
    );
  }
  return `camera ${camera}, rpicam-apps ${version} with ${accelerator}`;
}

async function readVersion(path: string): Promise<string> {
  const said = await promisify(execFile)('rpicam-vid', ['--version'], {
    timeout: ANSWER_MS,
    env: { PATH: path },
  }).catch((error: Error) => {
    throw new GatewayError(
      'LINK_NOT_FOUND',
      'rpicam-vid is not installed: sudo apt install rpicam-apps',
      error,
    );
  });
  const [, major = '0', minor = '0'] = /v(\d+)\.(\d+)/.exec(said.stdout + said.stderr) ?? [];
  const [leastMajor, leastMinor] = LEAST_VERSION;
  const isOld = Number(major) < leastMajor || (Number(major) === leastMajor && Number(minor) < leastMinor);
  if (!isOld) return `${major}.${minor}`;
  throw new GatewayError('LINK_NOT_FOUND', `rpicam-apps ${major}.${minor} is too old: sudo apt full-upgrade`);
}

function hasPlugin(library: string, file: string): boolean {
  const places = existsSync(library) ? readdirSync(library) : [];
  return places.some((place) => existsSync(`${library}/${place}/rpicam-apps-postproc/${file}`));
}
