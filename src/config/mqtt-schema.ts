import { z } from 'zod';
import { brokerFiles, brokerUrl } from '../ports/broker-settings.ts';
import { RECONNECT_DEFAULTS } from '../ports/uplink.ts';
import { durationSeconds } from './fields.ts';

const seconds = (preset: number, title: string, description: string) =>
  durationSeconds(title, description, 0, 86_400).default(preset);

const reconnect = z
  .strictObject({
    initialDelaySeconds: seconds(
      RECONNECT_DEFAULTS.firstMs / 1000,
      'Initial delay',
      'After a loss: random up to this, doubling with every failure. Large fleets need it long.',
    ),
    maxDelaySeconds: seconds(RECONNECT_DEFAULTS.maxMs / 1000, 'Longest delay', 'The doubling ends here.'),
    gatewayOffsetSeconds: seconds(
      RECONNECT_DEFAULTS.offsetMs / 1000,
      'Gateway offset',
      'Added to every delay: the gateway’s own fixed part of this.',
    ),
    refusedDelaySeconds: seconds(
      RECONNECT_DEFAULTS.refusedMs / 1000,
      'After a refusal',
      'Bad credentials or certificate.',
    ),
    bootJitterSeconds: seconds(RECONNECT_DEFAULTS.afterBootMs / 1000, 'Boot jitter', 'Random up to this.'),
    stableAfterSeconds: seconds(
      RECONNECT_DEFAULTS.stableMs / 1000,
      'Stable after',
      'A connection this long resets the delay.',
    ),
  })
  .prefault({})
  .meta({ title: 'Reconnecting', description: 'How a fleet comes back without trampling on its broker.' });

const enrollment = z
  .strictObject({
    claimCertFile: z.string().min(1).meta({ title: 'Claim certificate', description: 'PEM file.' }),
    claimKeyFile: z.string().min(1).meta({ title: 'Claim key', description: 'PEM file, mode 0600.' }),
  })
  .meta({
    title: 'Enrollment',
    description:
      'A short-lived certificate that many devices share and that may do nothing but ask for the device’s own. ' +
      'It is removed once that has come; the own one is renewed at two thirds of its life.',
  });

/** Settings of the cloud's broker and of the reconnects to it. */
export const mqtt = z
  .strictObject({
    url: brokerUrl.meta({ title: 'Broker', examples: ['mqtts://broker.example:8883'] }),
    ...brokerFiles,
    enrollment: enrollment.optional(),
    username: z.string().optional(),
    passwordFile: z
      .string()
      .optional()
      .meta({ description: 'A file that holds only the password, mode 0600.' }),
    commandKeyFile: z
      .string()
      .optional()
      .meta({
        title: 'Key for commands',
        description:
          'PEM file of an Ed25519 public key. With it, the gateway follows only commands signed with its private key. ' +
          'Without it, any client that may write to the command topic may ask for rows again, and nothing else.',
      }),
    settingsKeyFile: z
      .string()
      .optional()
      .meta({
        title: 'Key for settings',
        description:
          'PEM file of one or two Ed25519 public keys. Head office may set some settings in documents that one of their ' +
          'private keys signed. Without it, no setting can be changed from afar.',
      }),
    keepaliveSeconds: z.int().min(5).max(1200).default(60),
    reconnect,
  })
  .meta({ title: 'Cloud broker' });
