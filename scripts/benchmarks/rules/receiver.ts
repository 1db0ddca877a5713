// A process of its own that receives what the outputs send, and stamps each message with the clock that all processes share.

import { createSocket } from 'node:dgram';
import { createServer, get } from 'node:http';
import { connectAsync } from 'mqtt';

export interface Received {
  readonly way: 'mqtt' | 'udp' | 'http' | 'live' | 'bare';
  readonly text: string;
  /** Milliseconds of the monotonic clock. */
  readonly atMs: number;
}

const received: Received[] = [];
const nowMs = () => Number(process.hrtime.bigint()) / 1e6;
const note = (way: Received['way'], text: string) => received.push({ way, text, atMs: nowMs() });

process.on(
  'message',
  (asked: { readonly brokerUrl: string } | { readonly live: string; readonly key: string } | 'report') => {
    if (asked === 'report') process.send?.(received);
    else if ('brokerUrl' in asked) void open(asked.brokerUrl);
    else readLive(asked.live, asked.key);
  },
);

async function open(brokerUrl: string): Promise<void> {
  const client = await connectAsync(brokerUrl, { protocolVersion: 5 });
  client.on('message', (topic, payload) =>
    note(topic === 'bare' ? 'bare' : 'mqtt', payload.toString('utf8')),
  );
  await client.subscribeAsync(['bare', 'lintel/local/+/rule/#']);
  const udp = createSocket('udp4');
  udp.on('message', (message) => note('udp', message.toString('utf8')));
  const http = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => {
      text += chunk.toString('utf8');
    });
    request.on('end', () => {
      note('http', text);
      response.writeHead(204).end();
    });
  });
  await new Promise<void>((resolve) => udp.bind(0, '127.0.0.1', resolve));
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const address = http.address();
  process.send?.({ udpPort: udp.address().port, httpPort: typeof address === 'object' ? address?.port : 0 });
}

function readLive(url: string, key: string): void {
  get(url, { headers: { authorization: `Bearer ${key}` } }, (response) => {
    response.on('data', (chunk: Buffer) => {
      for (const line of chunk.toString('utf8').split('\n'))
        if (line.startsWith('data: ')) note('live', line.slice(6));
    });
  });
}
