import type { Asks } from './devices.ts';
import { openLineServer } from './line-server.ts';

/** What the guest's job has said so far. */
export interface Outcome {
  readonly beganMs?: number;
  readonly failure?: string;
  /** Exit status of the job, once it has ended. */
  readonly code?: number;
}

export interface Talk {
  readonly outcome: Outcome;
  close(): void;
}

/** The line between a job and the host: assertions and progress from there, answers to what it asks for from here. */
export async function openTalk(
  path: string,
  asks: Asks,
  show: (mark: '✓' | '✗' | '·', text: string) => void,
): Promise<Talk> {
  let outcome: Outcome = {};
  const server = await openLineServer(path, (line) => {
    const [word = '', ...words] = line.split(' ');
    const text = words.join(' ');
    if (word === 'begin') {
      outcome = { ...outcome, beganMs: performance.now() };
      show('·', `the guest is up (its own clock: ${text} s)`);
    } else if (word === 'end') outcome = { ...outcome, code: Number(text) };
    else if (word === 'say') show('·', text);
    else if (word === 'pass') show('✓', text);
    else if (word === 'fail') {
      outcome = { ...outcome, failure: text };
      show('✗', text);
    } else if (word === 'ask') void answer(words).then((reply) => server.send(reply));
  });

  async function answer([name = '', ...words]: readonly string[]): Promise<string> {
    try {
      const act = asks[name];
      if (act === undefined) throw new Error(`nothing here knows it; known: ${Object.keys(asks).join(', ')}`);
      return `ok ${(await act(words)) ?? ''}`;
    } catch (error) {
      return `no ${(error as Error).message}`;
    }
  }

  return {
    get outcome() {
      return outcome;
    },
    close: () => server.close(),
  };
}
