import { createInterface } from 'node:readline/promises';
import { passwordLine } from '../../../web/fleet/passwords.ts';
import type { Environment } from '../../process/environment.ts';
import { EXIT } from '../../process/environment.ts';

const SHORTEST = 12;

/** `lintel fleet password`: asks for a password and prints the line for the password file. */
export async function passwordCommand(person: string, environment: Environment): Promise<number> {
  const { terminal, input } = environment;
  if (/\s/.test(person) || person.length > 200) {
    terminal.err(`error: ${person} is no name of a person: up to 200 characters without spaces\n`);
    return EXIT.usage;
  }
  terminal.err(`Password of ${person}, at least ${SHORTEST} characters: `);
  const lines = createInterface({ input, terminal: false });
  const { value: password = '' } = await lines[Symbol.asyncIterator]().next();
  lines.close();
  if (password.length < SHORTEST) {
    terminal.err(`error: the password has fewer than ${SHORTEST} characters\n`);
    return EXIT.usage;
  }
  terminal.out(`${await passwordLine(person, password)}\n`);
  return EXIT.ok;
}
