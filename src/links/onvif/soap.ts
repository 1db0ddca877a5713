import { createHash, randomBytes } from 'node:crypto';
import { GatewayError } from '../../core/model/gateway-error.ts';

const MAX_ANSWER_BYTES = 1_048_576;

export interface SignIn {
  readonly username: string;
  readonly password: string;
}

export interface SoapRequest {
  readonly url: string;
  /** URI of the action, which WS-Addressing requires. */
  readonly action: string;
  readonly body: string;
  readonly signIn: SignIn | undefined;
  /**
   * How far the camera's clock is ahead of the gateway's clock, in milliseconds. A sign-in is valid only for some
   * seconds of the camera's time.
   */
  readonly clockAheadMs: number;
  readonly patienceMs: number;
}

/** Sends one request to a camera. Throws LINK_REFUSED for a wrong sign-in, and LINK_LOST for any other failure. */
export async function ask(request: SoapRequest, signal: AbortSignal): Promise<string> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(request.patienceMs)]);
  const headers = { 'content-type': `application/soap+xml; charset=utf-8; action="${request.action}"` };
  try {
    const init = {
      method: 'POST',
      headers,
      body: envelope(request),
      signal: limit,
      redirect: 'error',
    } as const;
    const answer = await fetch(request.url, init);
    const text = (await answer.text()).slice(0, MAX_ANSWER_BYTES);
    if (answer.status === 401 || /NotAuthorized/i.test(text)) throw refused(request.url);
    if (answer.ok && !/<(?:[\w-]+:)?Fault[\s>]/.test(text)) return text;
    throw new GatewayError(
      'LINK_LOST',
      `${hostOf(request.url)} answers ${answer.status} to ${nameOf(request.action)}`,
    );
  } catch (error) {
    if (error instanceof GatewayError) throw error;
    throw new GatewayError('LINK_LOST', `${hostOf(request.url)} does not answer`, error);
  }
}

function refused(url: string): GatewayError {
  return new GatewayError('LINK_REFUSED', `${hostOf(url)} refuses the user or password of its ONVIF account`);
}

function hostOf(url: string): string {
  return new URL(url).host;
}

function nameOf(action: string): string {
  return action.split('/').at(-1) ?? action;
}

function envelope({ url, action, body, signIn, clockAheadMs }: SoapRequest): string {
  const security = signIn === undefined ? '' : usernameToken(signIn, new Date(Date.now() + clockAheadMs));
  return (
    '<?xml version="1.0" encoding="UTF-8"?>' +
    '<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:a="http://www.w3.org/2005/08/addressing">' +
    `<s:Header><a:Action>${action}</a:Action><a:To>${escapeXml(url)}</a:To>${security}</s:Header>` +
    `<s:Body>${body}</s:Body></s:Envelope>`
  );
}

const WSS = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss';

/**
 * Builds the sign-in: a digest of nonce, time and password, by OASIS Web Services Security UsernameToken Profile 1.0.
 */
function usernameToken({ username, password }: SignIn, at: Date): string {
  const nonce = randomBytes(16);
  const created = at.toISOString();
  const digest = createHash('sha1').update(nonce).update(created).update(password).digest('base64');
  return (
    `<w:Security xmlns:w="${WSS}-wssecurity-secext-1.0.xsd" xmlns:u="${WSS}-wssecurity-utility-1.0.xsd">` +
    `<w:UsernameToken><w:Username>${escapeXml(username)}</w:Username>` +
    `<w:Password Type="${WSS}-username-token-profile-1.0#PasswordDigest">${digest}</w:Password>` +
    `<w:Nonce EncodingType="${WSS}-soap-message-security-1.0#Base64Binary">${nonce.toString('base64')}</w:Nonce>` +
    `<u:Created>${created}</u:Created></w:UsernameToken></w:Security>`
  );
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}

/** Returns the text of the first element with this name. */
export function findText(xml: string, name: string): string | undefined {
  const match = new RegExp(`<(?:[\\w-]+:)?${name}(?:\\s[^>]*)?>([^<]*)<`).exec(xml);
  return match?.[1]?.trim().replaceAll('&amp;', '&');
}
