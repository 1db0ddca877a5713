import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import type { Socket as UdpSocket } from 'node:dgram';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import type { AddressInfo, Server, Socket } from 'node:net';
import { createServer } from 'node:net';

const SESSION = 'Session: 1;timeout=60';

/**
 * A network camera: RTSP over TCP on one side, ffmpeg's RTP packets of a moving test picture on the other. Each time
 * `film` is called the packets come from a new ffmpeg, whose time stamps begin anew.
 */
export class RtspCamera {
  readonly #udp: UdpSocket;
  readonly #server: Server;
  readonly #clients = new Set<Socket>();
  #film: ChildProcess | undefined;

  static async open(): Promise<RtspCamera> {
    const udp = createSocket('udp4').bind(0, '127.0.0.1');
    await once(udp, 'listening');
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new RtspCamera(udp, server);
  }

  private constructor(udp: UdpSocket, server: Server) {
    this.#udp = udp;
    this.#server = server;
    udp.on('message', (packet) => this.#forward(packet));
    server.on('connection', (socket) => {
      socket.on('data', (data) => this.#answer(socket, data.toString('latin1')));
      socket.on('error', () => undefined);
      socket.on('close', () => this.#clients.delete(socket));
    });
  }

  get url(): string {
    return `rtsp://user:secret@127.0.0.1:${(this.#server.address() as AddressInfo).port}/live`;
  }

  /** Starts filming, anew if it was filming already. */
  film(framesPerSecond: number): void {
    this.#film?.kill('SIGKILL');
    const source = `testsrc=size=320x240:rate=${framesPerSecond}`;
    const rtp = `rtp://127.0.0.1:${this.#udp.address().port}?pkt_size=1200`;
    this.#film = spawn(
      'ffmpeg',
      ['-nostdin', '-v', 'error', '-re', '-f', 'lavfi', '-i', source].concat([
        '-c:v',
        'mpeg4',
        '-g',
        '1',
        '-b:v',
        '2M',
        '-f',
        'rtp',
        rtp,
      ]),
      { stdio: 'ignore' },
    );
  }

  stall(): void {
    this.#film?.kill('SIGSTOP');
  }

  hangUp(): void {
    for (const socket of this.#clients) socket.destroy();
  }

  close(): void {
    this.#film?.kill('SIGKILL');
    this.hangUp();
    this.#server.close();
    this.#udp.close();
  }

  /** RTP packets travel between `$`, channel and length on the same connection (RFC 2326, 10.12). */
  #forward(packet: Buffer): void {
    const head = Buffer.from([0x24, 0, packet.length >> 8, packet.length & 0xff]);
    for (const socket of this.#clients) socket.write(Buffer.concat([head, packet]));
  }

  #answer(socket: Socket, request: string): void {
    const [, method, sequence] = /^(\w+) [\s\S]*?CSeq: (\d+)/.exec(request) ?? [];
    if (method === undefined) return;
    const sdp =
      'v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\nm=video 0 RTP/AVP 96\r\na=rtpmap:96 MP4V-ES/90000\r\na=control:1\r\n';
    const extra: Record<string, string> = {
      OPTIONS: 'Public: DESCRIBE, SETUP, PLAY\r\n\r\n',
      DESCRIBE: `Content-Type: application/sdp\r\nContent-Length: ${sdp.length}\r\n\r\n${sdp}`,
      SETUP: `Transport: RTP/AVP/TCP;unicast;interleaved=0-1\r\n${SESSION}\r\n\r\n`,
    };
    socket.write(`RTSP/1.0 200 OK\r\nCSeq: ${sequence}\r\n${extra[method] ?? `${SESSION}\r\n\r\n`}`);
    if (method === 'PLAY') this.#clients.add(socket);
  }
}
