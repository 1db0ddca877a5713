import { z } from 'zod';

/**
 * Schema of an address without user name and password, so that logs may contain it. `scheme` is the pattern of allowed
 * addresses, and `form` describes it in the error message.
 */
export function address(scheme: RegExp, form: string) {
  return z
    .string()
    .max(2048)
    .refine((text) => !/^[\w+.-]+:\/\/[^/?#]*@/.test(text), {
      message: 'an address without user and password: set username and passwordFile beside it',
      abort: true,
    })
    .refine((text) => scheme.test(text) && URL.canParse(text), form);
}

/**
 * MQTT over TCP, over TLS, or over WebSocket with TLS. WebSocket is for networks that allow only HTTPS to the internet.
 */
export const brokerUrl = address(
  /^(?:mqtts?:\/\/[^/\s]+|wss:\/\/\S+)$/,
  'mqtts://HOST:PORT, mqtt://HOST:PORT or wss://HOST:PORT/PATH',
);

/** Settings of the certificate files with which a client connects to an MQTT broker. */
export const brokerFiles = {
  caFile: z
    .string()
    .optional()
    .meta({ title: 'CA certificate', description: 'PEM file that signs the broker.' }),
  certFile: z.string().optional().meta({ title: 'Client certificate', description: 'PEM file.' }),
  keyFile: z.string().optional().meta({ title: 'Client key', description: 'PEM file, mode 0600.' }),
};

/**
 * Settings of a sensor whose device publishes to an MQTT broker in the store: how the gateway connects to that broker.
 */
export const brokerSettings = z
  .strictObject({
    url: brokerUrl.meta({ title: 'Broker', examples: ['mqtts://192.0.2.5:8883'] }),
    ...brokerFiles,
    username: z.string().optional().meta({ title: 'User' }),
    passwordFile: z
      .string()
      .optional()
      .meta({ title: 'Password file', description: 'A file that holds only the password, mode 0600.' }),
  })
  .meta({ title: 'Local broker', description: 'The MQTT broker in the store that the device publishes to.' });
