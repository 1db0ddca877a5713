import { PassThrough } from 'node:stream';
import { runCli } from '../../../src/app/cli/cli.ts';

/** A command inside the test's process, as far as its exit code and what it printed. */
export async function runCommandLine(...words: readonly string[]): Promise<{ code: number; output: string }> {
  let output = '';
  const print = (text: string) => {
    output += text;
  };
  const code = await runCli(['node', 'lintel', ...words], {
    terminal: { out: print, err: print, isInteractive: false, columns: 80 },
    input: new PassThrough(),
    modelFolders: [],
    isLogPretty: false,
    stateDirectory: undefined,
    stop: new AbortController().signal,
  });
  return { code, output };
}
