import { randomUUID } from 'node:crypto';
import { createSocket } from 'node:dgram';

/** The multicast address on which every device listens for WS-Discovery 1.0. */
const GROUP = { address: '239.255.255.250', port: 3702 } as const;
const MOST_DEVICES = 32;

export interface ProbeOptions {
  readonly forMs: number;
  /** Address to which the probe is sent. Absent: the multicast group. */
  readonly address?: string;
  readonly port?: number;
}

/**
 * Returns the address of each device service that answers, without repeats. Empty when nothing can be sent to the
 * network.
 */
export async function probeOnvif({
  forMs,
  address = GROUP.address,
  port = GROUP.port,
}: ProbeOptions): Promise<readonly string[]> {
  const socket = createSocket('udp4');
  const found = new Set<string>();
  socket.on('message', (answer) => {
    const service = /<(?:[\w-]+:)?XAddrs>\s*(https?:\/\/[^\s<]{1,200})/.exec(answer.toString('utf8'))?.[1];
    if (service !== undefined && URL.canParse(service) && found.size < MOST_DEVICES) found.add(service);
  });
  await new Promise<void>((resolve) => {
    socket.on('error', () => resolve());
    socket.send(probe(), port, address, () => undefined);
    setTimeout(resolve, forMs);
  });
  socket.close();
  return [...found].sort();
}

function probe(): string {
  const addressing = 'http://schemas.xmlsoap.org/ws/2004/08/addressing';
  const discovery = 'http://schemas.xmlsoap.org/ws/2005/04/discovery';
  return (
    '<?xml version="1.0" encoding="UTF-8"?>' +
    `<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:a="${addressing}" xmlns:d="${discovery}">` +
    `<s:Header><a:MessageID>uuid:${randomUUID()}</a:MessageID>` +
    '<a:To>urn:schemas-xmlsoap-org:ws:2005:04:discovery</a:To>' +
    `<a:Action>${discovery}/Probe</a:Action></s:Header>` +
    '<s:Body><d:Probe><d:Types xmlns:n="http://www.onvif.org/ver10/network/wsdl">n:NetworkVideoTransmitter</d:Types>' +
    '</d:Probe></s:Body></s:Envelope>'
  );
}
