import { createHash } from 'node:crypto';
import type { IncomingMessage, Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const EVENTS = 'http://www.onvif.org/ver10/events/wsdl';
const NOTIFICATION = 'http://docs.oasis-open.org/wsn/b-2';

interface Subscription {
  readonly id: string;
  queue: string[];
  wake: () => void;
}

/** One crossing, as a camera with a line detector notifies of it. */
export function crossing(rule: string, utcMs: number, object: number): string {
  return (
    '<wsnt:NotificationMessage><wsnt:Topic Dialect="http://www.onvif.org/ver10/tev/topicExpression/ConcreteSet">' +
    'tns1:RuleEngine/LineDetector/Crossed</wsnt:Topic><wsnt:Message>' +
    `<tt:Message UtcTime="${new Date(utcMs).toISOString()}"><tt:Source>` +
    '<tt:SimpleItem Name="VideoSourceConfigurationToken" Value="0"/>' +
    `<tt:SimpleItem Name="Rule" Value="${rule}"/></tt:Source>` +
    `<tt:Data><tt:SimpleItem Name="ObjectId" Value="${object}"/></tt:Data>` +
    '</tt:Message></wsnt:Message></wsnt:NotificationMessage>'
  );
}

export function pulled(notifications: readonly string[]): string {
  return soap(
    `<tev:PullMessagesResponse xmlns:tev="${EVENTS}">${notifications.join('')}</tev:PullMessagesResponse>`,
  );
}

function soap(body: string): string {
  return (
    '<?xml version="1.0"?><env:Envelope xmlns:env="http://www.w3.org/2003/05/soap-envelope" ' +
    `xmlns:wsnt="${NOTIFICATION}" xmlns:tt="http://www.onvif.org/ver10/schema" xmlns:tns1="http://www.onvif.org/ver10/topics">` +
    `<env:Body>${body}</env:Body></env:Envelope>`
  );
}

/** A camera after the ONVIF core specification: pull points that keep what was not fetched, and the faults of real ones. */
export class OnvifStandIn {
  /** The clock is so much ahead. */
  clockAheadMs = 0;
  refusesRenewals = false;
  /** Connections break, also in the middle of an answer. */
  isCut = false;
  subscribed = 0;
  readonly #password: string;
  readonly #subscriptions = new Map<string, Subscription>();
  readonly #server: Server;

  constructor(password: string) {
    this.#password = password;
    this.#server = createServer((request, response) => {
      void this.#answer(request).then(({ status, body, sent }) => {
        if (this.isCut) {
          request.socket.destroy();
          return;
        }
        response.writeHead(status, { 'content-type': 'application/soap+xml' }).end(body, () => sent());
      });
    });
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/onvif/device_service`;
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  notify(notification: string): void {
    for (const subscription of this.#subscriptions.values()) {
      subscription.queue.push(notification);
      subscription.wake();
    }
  }

  async #answer(request: IncomingMessage) {
    let text = '';
    for await (const chunk of request) text += String(chunk);
    const reply = (body: string, status = 200, sent = () => {}) => ({ status, body: soap(body), sent });
    if (this.isCut) return reply('');
    if (text.includes('GetSystemDateAndTime')) return reply(this.#time());
    if (!this.#isSignedIn(text)) return reply('<env:Fault>ter:NotAuthorized</env:Fault>', 400);
    if (text.includes('<GetServices')) {
      // It names itself by an address of its own network.
      const service = `<tds:Namespace>${EVENTS}</tds:Namespace><tds:XAddr>http://192.168.0.9/onvif/event_service</tds:XAddr>`;
      return reply(
        `<tds:GetServicesResponse><tds:Service>${service}</tds:Service></tds:GetServicesResponse>`,
      );
    }
    if (text.includes('<CreatePullPointSubscription')) return reply(this.#subscribe());
    const subscription = this.#subscriptions.get(request.url ?? '');
    if (subscription === undefined) return reply('<env:Fault>no such subscription</env:Fault>', 500);
    if (text.includes('<Renew')) {
      return this.refusesRenewals
        ? reply('<env:Fault>UnableToRenew</env:Fault>', 500)
        : reply('<wsnt:RenewResponse/>');
    }
    if (text.includes('<Unsubscribe')) this.#subscriptions.delete(subscription.id);
    if (!text.includes('<PullMessages')) return reply('');
    return this.#pull(subscription, Number(/PT(\d+)S/.exec(text)?.[1] ?? 0));
  }

  async #pull(subscription: Subscription, timeoutS: number) {
    if (subscription.queue.length === 0 && timeoutS > 0) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, Math.min(timeoutS, 1) * 1_000);
        subscription.wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    const batch = subscription.queue.slice(0, 100);
    // What was not fetched stays with the camera.
    const sent = () => {
      subscription.queue = subscription.queue.slice(batch.length);
    };
    return { status: 200, body: pulled(batch), sent };
  }

  #subscribe(): string {
    this.subscribed += 1;
    const id = `/onvif/pull/${this.subscribed}`;
    this.#subscriptions.set(id, { id, queue: [], wake: () => {} });
    return `<tev:CreatePullPointSubscriptionResponse xmlns:tev="${EVENTS}"><tev:SubscriptionReference><a:Address xmlns:a="http://www.w3.org/2005/08/addressing">http://192.168.0.9${id}</a:Address></tev:SubscriptionReference></tev:CreatePullPointSubscriptionResponse>`;
  }

  #time(): string {
    const now = new Date(Date.now() + this.clockAheadMs);
    return (
      '<tds:GetSystemDateAndTimeResponse><tds:SystemDateAndTime><tt:UTCDateTime>' +
      `<tt:Time><tt:Hour>${now.getUTCHours()}</tt:Hour><tt:Minute>${now.getUTCMinutes()}</tt:Minute><tt:Second>${now.getUTCSeconds()}</tt:Second></tt:Time>` +
      `<tt:Date><tt:Year>${now.getUTCFullYear()}</tt:Year><tt:Month>${now.getUTCMonth() + 1}</tt:Month><tt:Day>${now.getUTCDate()}</tt:Day></tt:Date>` +
      '</tt:UTCDateTime></tds:SystemDateAndTime></tds:GetSystemDateAndTimeResponse>'
    );
  }

  /** As the token profile says: the digest, and a time within five seconds of the camera's own. */
  #isSignedIn(text: string): boolean {
    const read = (name: string) => new RegExp(`<\\w:${name}[^>]*>([^<]*)<`).exec(text)?.[1] ?? '';
    const [created, nonce] = [read('Created'), Buffer.from(read('Nonce'), 'base64')];
    const digest = createHash('sha1').update(nonce).update(created).update(this.#password).digest('base64');
    const isNow = Math.abs(Date.parse(created) - Date.now() - this.clockAheadMs) < 5_000;
    return digest === read('Password') && isNow;
  }
}
