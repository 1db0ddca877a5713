import { gatewayName, LONGEST_GATEWAY_NAME } from '../ports/gateway-name.ts';
import type { Settings } from './schema.ts';
import type { Found } from './settings-problem.ts';

/** Finds settings of the broker that contradict each other. */
export function mqttFaults({ mqtt, tenant, store, gateway }: Settings): Found[] {
  if (mqtt === undefined) return [];
  const faults: Found[] = [];
  const name = gatewayName({ tenant, store: store.id, gateway });
  if (mqtt.enrollment !== undefined && name.length > LONGEST_GATEWAY_NAME) {
    faults.push({
      at: ['mqtt', 'enrollment'],
      value: name,
      allowed: `at most ${LONGEST_GATEWAY_NAME} characters for tenant/store/gateway: a certificate holds no more`,
      mend: 'Give the store or the gateway a shorter name.',
    });
  }
  const need = (has: unknown, missing: 'certFile' | 'keyFile' | 'username', why: string) => {
    if (has === undefined || mqtt[missing] !== undefined) return;
    faults.push({ at: ['mqtt', missing], value: undefined, allowed: 'needed here', mend: why });
  };
  need(mqtt.certFile, 'keyFile', 'Add the key that belongs to certFile.');
  need(mqtt.keyFile, 'certFile', 'Add the certificate that belongs to keyFile.');
  need(mqtt.passwordFile, 'username', 'Add the user that the password belongs to.');
  if (mqtt.passwordFile !== undefined && mqtt.url.startsWith('mqtt:')) {
    faults.push({
      at: ['mqtt', 'url'],
      value: mqtt.url,
      allowed: 'mqtts:// when a password is sent',
      mend: 'Use the broker’s TLS port.',
    });
  }
  if (mqtt.enrollment !== undefined && mqtt.certFile !== undefined) {
    faults.push({
      at: ['mqtt', 'enrollment'],
      value: mqtt.enrollment,
      allowed: 'either certFile and keyFile, or enrollment',
      mend: 'Take certFile and keyFile out: the device keeps its own certificate in its data directory.',
    });
  }
  if (mqtt.enrollment !== undefined && mqtt.url.startsWith('mqtt:')) {
    faults.push({
      at: ['mqtt', 'url'],
      value: mqtt.url,
      allowed: 'mqtts:// for a device that enrols',
      mend: 'Use the broker’s TLS port.',
    });
  }
  return faults;
}
