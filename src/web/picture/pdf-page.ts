// A PDF can contain programs, files and pages of any size. A separate process therefore draws it, with poppler. That
// process has little time and memory, cannot write to a file, and returns nothing but a picture.
import { spawn } from 'node:child_process';

/** Length of the picture's longer side. A line on an A1 plan is then about two pixels wide. */
const SIDE_PX = 2400;
const DRAW_MS = 20_000;
const LIMITS = ['--cpu=15', '--as=768000000', '--fsize=0', '--core=0', '--nproc=64'];
const MAX_PNG_BYTES = 32 * 1024 * 1024;

/** Resolves to one page as a PNG, or to the reason for a failure. */
export async function drawPage(
  pdf: Buffer,
  page: number,
): Promise<{ readonly type: 'image/png'; readonly bytes: Buffer } | string> {
  if (!pdf.subarray(0, 1024).includes('%PDF-')) return 'This is not a PDF.';
  const only = ['-png', '-singlefile', '-f', String(page), '-l', String(page), '-scale-to', String(SIDE_PX)];
  const { code, bytes } = await run('prlimit', [...LIMITS, 'pdftocairo', ...only, '-', '-'], pdf);
  if (code === 'ENOENT' || code === 127) {
    return 'This device cannot read PDF (Debian package poppler-utils). Export the page as PNG.';
  }
  if (code !== 0 || bytes.length === 0) {
    return `Page ${page} could not be drawn: it is not there, locked, damaged or too large. Export it as PNG.`;
  }
  return { type: 'image/png', bytes };
}

function run(
  command: string,
  args: readonly string[],
  input: Buffer,
): Promise<{ code: number | string | null; bytes: Buffer }> {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      ...{ env: { PATH: '/usr/bin:/bin' }, cwd: '/', timeout: DRAW_MS, killSignal: 'SIGKILL' as const },
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    const chunks: Buffer[] = [];
    let size = 0;
    child.stdout.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > MAX_PNG_BYTES) child.kill('SIGKILL');
      else chunks.push(chunk);
    });
    child.stdin.on('error', () => undefined);
    child.on('error', (error: NodeJS.ErrnoException) =>
      resolve({ code: error.code ?? 'FAILED', bytes: Buffer.alloc(0) }),
    );
    child.on('close', (code) => resolve({ code, bytes: Buffer.concat(chunks) }));
    child.stdin.end(input);
  });
}
