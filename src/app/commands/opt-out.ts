import { text } from 'node:stream/consumers';
import { optOutDigest } from '../../links/ble/opt-out-filter.ts';
import { ensureOptOutKey } from '../privacy/opt-out-key.ts';
import type { Environment } from '../process/environment.ts';
import { EXIT } from '../process/environment.ts';

/**
 * `lintel privacy opt-out`: asks for a radio address and prints its keyed digest. Unlike the address, the digest may be
 * stored.
 */
export async function optOutCommand(
  { key }: { readonly key: string },
  { terminal, input }: Environment,
): Promise<number> {
  const hex = (await text(input)).replace(/[-:\s]/g, '');
  if (!/^[0-9a-f]{12}$/i.test(hex)) {
    terminal.err('an address has six bytes as hexadecimal, such as 5c:f3:70:8b:11:c2\n');
    return EXIT.usage;
  }
  const digest = optOutDigest(Buffer.from(ensureOptOutKey(key), 'hex'), Buffer.from(hex, 'hex'));
  terminal.out(`${digest}\n`);
  terminal.err('Add this line to privacy.extendedPseudonyms.optOut.digests in the settings.\n');
  return EXIT.ok;
}
