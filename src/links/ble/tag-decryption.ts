import { createDecipheriv } from 'node:crypto';
import type { Decrypt } from '../../core/beacons/bthome.ts';
import { uintLe } from '../../core/beacons/bytes.ts';
import { judgeCounter } from '../../core/model/replay-guard.ts';
import type { KnownTag } from './tag-index.ts';

/** Decrypts a tag's packets with AES-CCM and its bind key. A replayed packet yields nothing. */
export function createDecrypter(tag: KnownTag, nowMs: number): Decrypt | undefined {
  const { bindKey } = tag;
  if (bindKey === undefined) return undefined;
  return (nonce, ciphertext, mic, additional) => {
    const decipher = createDecipheriv('aes-128-ccm', bindKey, nonce, { authTagLength: 4 });
    decipher.setAuthTag(mic);
    if (additional !== undefined) decipher.setAAD(additional, { plaintextLength: ciphertext.length });
    const plain = decipher.update(ciphertext);
    try {
      decipher.final();
    } catch {
      return undefined;
    }
    return judgeCounter(tag.counters, uintLe(nonce, nonce.length - 4, 4), nowMs) === 'old'
      ? undefined
      : plain;
  };
}
