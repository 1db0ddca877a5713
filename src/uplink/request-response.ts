import type { IClientOptions, MqttClient } from 'mqtt';
import { readCredentials } from '../files/read-secrets.ts';
import type { EnrollReply, EnrollRequest } from '../ports/enrollment.ts';
import { enrollReply, enrollTopics, MAX_ENROLL_BYTES } from '../ports/enrollment.ts';
import type { UplinkIdentity } from '../ports/uplink.ts';

/** How to connect to the broker with one certificate. */
export interface ExchangeAccess {
  readonly url: string;
  readonly caFile?: string;
  readonly certFile: string;
  readonly keyFile: string;
  readonly clientId: string;
}

const CONNECT_MS = 20_000;
const REPLY_MS = 30_000;

/** Sends one request to the cloud and resolves to its answer. Rejects when the broker or the cloud does not answer. */
export async function sendRequest(
  access: ExchangeAccess,
  identity: Pick<UplinkIdentity, 'tenant' | 'store' | 'gateway'>,
  request: EnrollRequest,
): Promise<EnrollReply> {
  const topics = enrollTopics(identity);
  const client = await open(access);
  try {
    const replied = replyTo(client, topics.reply, request.requestId);
    await client.subscribeAsync(topics.reply, { qos: 1 });
    await client.publishAsync(topics.request, JSON.stringify(request), { qos: 1 });
    return await replied;
  } finally {
    await client.endAsync(true);
  }
}

/**
 * Returns whether the broker accepts a certificate. Connects with another client id, so that the running uplink is not
 * disconnected.
 */
export async function testCredentials(access: ExchangeAccess): Promise<boolean> {
  try {
    const client = await open(access);
    await client.endAsync();
    return true;
  } catch {
    return false;
  }
}

async function open({ url, clientId, ...files }: ExchangeAccess): Promise<MqttClient> {
  const { connectAsync } = await import('mqtt');
  const options: IClientOptions = {
    clientId,
    protocolVersion: 5,
    clean: true,
    reconnectPeriod: 0,
    connectTimeout: CONNECT_MS,
    properties: { maximumPacketSize: MAX_ENROLL_BYTES * 2 },
    ...readCredentials(files),
  };
  const client = await connectAsync(url, options, false);
  client.on('error', () => undefined);
  return client;
}

function replyTo(client: MqttClient, topic: string, requestId: string): Promise<EnrollReply> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(
      () => reject(new Error('nobody answered: does `lintel cloud enroll` run?')),
      REPLY_MS,
    );
    client.on('message', (from, payload) => {
      const reply = from === topic ? decodeReply(payload) : undefined;
      if (reply?.requestId !== requestId) return;
      clearTimeout(late);
      resolve(reply);
    });
    client.once('close', () => {
      clearTimeout(late);
      reject(new Error('the connection ended before the answer came'));
    });
  });
}

function decodeReply(payload: Uint8Array): EnrollReply | undefined {
  if (payload.length > MAX_ENROLL_BYTES) return undefined;
  try {
    return enrollReply.safeParse(JSON.parse(Buffer.from(payload).toString())).data;
  } catch {
    return undefined;
  }
}
