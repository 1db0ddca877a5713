import type { BrokerCredentials } from '../../ports/broker-credentials.ts';
import { omitUndefined } from '../process/omit-undefined.ts';

export interface BrokerOptions {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly username?: string;
  readonly passwordFile?: string;
}

export function brokerCredentials(options: BrokerOptions): BrokerCredentials {
  const { ca: caFile, cert: certFile, key: keyFile, username, passwordFile } = options;
  return omitUndefined({ caFile, certFile, keyFile, username, passwordFile });
}
