import type { Settings } from '../../config/schema.ts';
import type { Json } from '../../core/model/ids.ts';
import type { Clock } from '../../ports/clock.ts';
import type { EventStore } from '../../ports/event-store.ts';
import { gatewayClientId } from '../../ports/gateway-name.ts';
import type { Log } from '../../ports/log.ts';
import type { DesiredChannel, GatewayHealth, Uplink, UplinkSettings } from '../../ports/uplink.ts';
import { openUplink } from '../../uplink/open-uplink.ts';
import { createRenewer, identitySlots, openEnrolledUplink } from '../identity/enrolled-uplink.ts';
import { omitUndefined } from '../process/omit-undefined.ts';

const CONNECT_TIMEOUT_MS = 20_000;
/**
 * Rate at which the backlog is sent, in messages per second. A backlog of weeks takes minutes, and the store's till
 * still has room on the internet line.
 */
const DRAIN_MESSAGES_PER_SECOND = 20;

interface UplinkFactoryOptions {
  readonly bootId: string;
  readonly version: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly random: () => number;
  /** Receives alarms about the gateway's certificate. */
  readonly event: (event: Json) => void;
  /** Handles settings that head office sends. */
  readonly desired?: DesiredChannel;
}

/** Opens the uplink. Called after the sensors have started. The uplink calls `health` regularly. */
export type OpenUplink = (store: EventStore, health: () => GatewayHealth) => Uplink;

/** Returns the function that opens the uplink. Undefined when the settings name no broker. */
export function createUplinkFactory(settings: Settings, parts: UplinkFactoryOptions): OpenUplink | undefined {
  const { mqtt, tenant, gateway } = settings;
  if (mqtt === undefined) return undefined;
  const { bootId, version, clock, log, random } = parts;
  const identity = { tenant, store: settings.store.id, gateway, bootId, version };
  const service = createRenewer(settings, parts);
  const own = service === undefined ? {} : identitySlots(settings).paths;
  const wire = { ...uplinkSettings(mqtt, gatewayClientId(identity)), ...own };
  const outside = { event: parts.event, ...omitUndefined({ desired: parts.desired }) };
  return (store, health) => {
    const open = () =>
      openUplink({ store, settings: wire, identity, clock, log, random, health, ...outside });
    return service === undefined ? open() : openEnrolledUplink(service, open);
  };
}

function uplinkSettings(mqtt: NonNullable<Settings['mqtt']>, clientId: string): UplinkSettings {
  const { reconnect, ...wire } = mqtt;
  const files = (
    ['caFile', 'certFile', 'keyFile', 'username', 'passwordFile', 'commandKeyFile'] as const
  ).flatMap((key) => {
    const value = wire[key];
    return value === undefined ? [] : [[key, value] as const];
  });
  return {
    url: wire.url,
    clientId,
    keepaliveSeconds: wire.keepaliveSeconds,
    connectTimeoutMs: CONNECT_TIMEOUT_MS,
    drainMessagesPerSecond: DRAIN_MESSAGES_PER_SECOND,
    ...Object.fromEntries(files),
    reconnect: {
      firstMs: reconnect.initialDelaySeconds * 1000,
      maxMs: reconnect.maxDelaySeconds * 1000,
      offsetMs: reconnect.gatewayOffsetSeconds * 1000,
      refusedMs: reconnect.refusedDelaySeconds * 1000,
      afterBootMs: reconnect.bootJitterSeconds * 1000,
      stableMs: reconnect.stableAfterSeconds * 1000,
    },
  };
}
