import { z } from 'zod';

/** The certificates of a connection to an MQTT broker. */
export const brokerFiles = {
  caFile: z
    .string()
    .optional()
    .meta({ title: 'CA certificate', description: 'PEM file that signs the broker.' }),
  certFile: z.string().optional().meta({ title: 'Client certificate', description: 'PEM file.' }),
  keyFile: z.string().optional().meta({ title: 'Client key', description: 'PEM file, mode 0600.' }),
};

/** How a sensor that speaks through a local MQTT broker reaches it. */
export const brokerSettings = z
  .strictObject({
    url: z
      .string()
      .regex(/^mqtts?:\/\/[^/\s@]+$/, 'mqtt://HOST:PORT or mqtts://HOST:PORT')
      .meta({ title: 'Broker', examples: ['mqtts://192.0.2.5:8883'] }),
    ...brokerFiles,
    username: z.string().optional().meta({ title: 'User' }),
    passwordFile: z
      .string()
      .optional()
      .meta({ title: 'Password file', description: 'A file that holds only the password, mode 0600.' }),
  })
  .meta({ title: 'Local broker', description: 'The MQTT broker in the shop that the device publishes to.' });
