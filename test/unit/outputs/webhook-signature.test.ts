import { expect, it } from 'vitest';
import { decodeSecret, signatureHeaders } from '../../../src/outputs/support/webhook-signature.ts';

it('signs the published example of Standard Webhooks', () => {
  const headers = signatureHeaders(
    { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', timestampS: 1_614_265_330, body: '{"test": 2432232314}' },
    [decodeSecret('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw')],
  );
  expect(headers['webhook-signature']).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
});

it.each(['', 'whsec_', 'whsec_dG9vIHNob3J0', 'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'])(
  'refuses the secret %j',
  (text) => {
    expect(() => decodeSecret(text)).toThrow('whsec_');
  },
);
