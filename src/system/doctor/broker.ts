import { X509Certificate } from 'node:crypto';
import { lookup } from 'node:dns/promises';
import { readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { connect as connectTcp } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TLSSocket } from 'node:tls';
import { connect as connectTls } from 'node:tls';
import type { Finding } from './finding.ts';
import { fault, ok, warning } from './finding.ts';

export interface BrokerAddress {
  readonly url: string;
  readonly caFile?: string | undefined;
  readonly certFile?: string | undefined;
  readonly keyFile?: string | undefined;
}

const CONNECT_MS = 5_000;
const DAY_MS = 86_400_000;
const SOON_DAYS = 14;

/**
 * Checks name, connection and TLS handshake without logging in, because a second session would disconnect the running
 * gateway.
 */
export async function brokerFindings(broker: BrokerAddress, now: number): Promise<Finding[]> {
  return [
    await reachFinding(broker, now),
    ...certificateFinding('CA certificate', broker.caFile, now),
    ...certificateFinding('client certificate', broker.certFile, now),
  ];
}

const DEFAULT_PORTS: Readonly<Record<string, number>> = { 'mqtt:': 1883, 'mqtts:': 8883, 'wss:': 443 };

async function reachFinding(broker: BrokerAddress, now: number): Promise<Finding> {
  const { hostname, port, protocol } = new URL(broker.url);
  const secure = protocol !== 'mqtt:';
  if (!(await hasAddress(hostname)))
    return fault('broker', `${hostname} has no address`, 'Check the DNS server, and the name in mqtt.url.');
  try {
    const target = { host: hostname, port: Number(port || DEFAULT_PORTS[protocol] || 8883) };
    if (!secure) {
      (await opened(connectTcp(target), 'connect')).destroy();
      const found = `${hostname} answers, without TLS`;
      return warning('broker', found, 'Anybody on the way can read and change the counts: use mqtts://.');
    }
    const socket = await opened(
      connectTls({ ...target, ...servername(hostname), ...keys(broker) }),
      'secureConnect',
    );
    const until = Date.parse((socket as TLSSocket).getPeerCertificate().valid_to);
    socket.destroy();
    return lasting('broker', `${hostname} answers by TLS`, until, now);
  } catch (error) {
    return unreachable(hostname, error as NodeJS.ErrnoException);
  }
}

/** Resolves the host name. Gives up early: without a network the system's resolver tries for nearly a minute. */
async function hasAddress(hostname: string): Promise<boolean> {
  const found = lookup(hostname).then(
    () => true,
    () => false,
  );
  return await Promise.race([found, sleep(CONNECT_MS, false, { ref: false })]);
}

/** Returns no server name for an IP address, because TLS does not accept one. */
function servername(hostname: string): { servername?: string } {
  return /^[\d.]+$|:/.test(hostname) ? {} : { servername: hostname };
}

function keys({ caFile, certFile, keyFile }: BrokerAddress) {
  const read = (name: string, path: string | undefined) =>
    path === undefined ? {} : { [name]: readFileSync(path) };
  return { ...read('ca', caFile), ...read('cert', certFile), ...read('key', keyFile) };
}

function opened(socket: Socket, event: 'connect' | 'secureConnect'): Promise<Socket> {
  return new Promise((resolve, reject) => {
    socket.setTimeout(CONNECT_MS, () => socket.destroy(new Error(`no answer in ${CONNECT_MS / 1000} s`)));
    socket.once('error', reject);
    socket.once(event, () => resolve(socket));
  });
}

const ACTIONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'Nothing listens there: check host and port in mqtt.url.',
  CERT_HAS_EXPIRED: 'The broker’s certificate has ended (or this clock is wrong): tell its operator.',
  CERT_NOT_YET_VALID: 'This device’s clock is wrong, or the certificate is for later.',
  ERR_TLS_CERT_ALTNAME_INVALID: 'The certificate is for another name: use that name in mqtt.url.',
  EACCES: 'A key may not be read by this user: run this as root, or as the service’s user.',
  ENOENT: 'A certificate file is missing: check mqtt.caFile, certFile and keyFile.',
};

function unreachable(hostname: string, error: NodeJS.ErrnoException): Finding {
  const isUntrusted = /self.signed|unable to (get|verify)/i.test(error.message);
  const action = isUntrusted
    ? 'The broker is signed by an authority that mqtt.caFile does not hold: get the right CA file.'
    : (ACTIONS[error.code ?? ''] ?? 'Check cable, firewall and the port in mqtt.url.');
  return fault('broker', `${hostname}: ${error.message}`, action);
}

function certificateFinding(check: string, path: string | undefined, now: number): Finding[] {
  if (path === undefined) return [];
  try {
    const { validToDate } = new X509Certificate(readFileSync(path));
    return [lasting(check, path, validToDate.getTime(), now)];
  } catch (error) {
    return [fault(check, `${path}: ${(error as Error).message}`, 'Put a PEM certificate there.')];
  }
}

function lasting(check: string, what: string, until: number, now: number): Finding {
  const days = Math.floor((until - now) / DAY_MS);
  const found = `${what}, certificate until ${new Date(until).toISOString().slice(0, 10)}`;
  if (days < 0) return fault(check, `${found}: ended`, 'Renew it.');
  if (days < SOON_DAYS) return warning(check, `${found}: ${days} days`, 'Renew it now.');
  return ok(check, found);
}
