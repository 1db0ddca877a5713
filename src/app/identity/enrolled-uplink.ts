import { join } from 'node:path';
import type { Settings } from '../../config/schema.ts';
import type { Uplink, UplinkStatus } from '../../ports/uplink.ts';
import { omitUndefined } from '../process/omit-undefined.ts';
import { boardSerial } from '../setup/machine-setup.ts';
import type { CertificateRenewerOptions } from './certificate-renewer.ts';
import { CertificateRenewer } from './certificate-renewer.ts';
import { CertificateSlots } from './certificate-slots.ts';

/** Returns the slots for the certificate that an enrolled device was issued. */
export function identitySlots(settings: Settings): CertificateSlots {
  return new CertificateSlots(join(settings.storage.directory, 'identity'));
}

type EnrollmentContext = Pick<CertificateRenewerOptions, 'clock' | 'log' | 'random' | 'event'>;

/** Creates the renewer. Returns undefined when the settings have no enrollment. */
export function createRenewer(
  settings: Settings,
  surroundings: EnrollmentContext,
): CertificateRenewer | undefined {
  const { mqtt, tenant, gateway, store } = settings;
  if (mqtt?.enrollment === undefined) return undefined;
  const { claimCertFile, claimKeyFile } = mqtt.enrollment;
  return new CertificateRenewer({
    ...surroundings,
    slots: identitySlots(settings),
    identity: { tenant, store: store.id, gateway },
    serial: boardSerial(),
    broker: { url: mqtt.url, ...omitUndefined({ caFile: mqtt.caFile }) },
    claim: { certFile: claimCertFile, keyFile: claimKeyFile },
  });
}

/** Opens the uplink as soon as the device has a certificate. Renews the certificate while the uplink is open. */
export function openEnrolledUplink(keeper: CertificateRenewer, open: () => Uplink): Uplink {
  const stop = new AbortController();
  let uplink: Uplink | undefined;
  const started = keeper.start(stop.signal).then(() => {
    if (!stop.signal.aborted) uplink = open();
  });
  return {
    status: () => uplink?.status() ?? { ...WAITING, detail: keeper.detail() },
    nudge: () => uplink?.nudge(),
    publishReport: () => uplink?.publishReport(),
    close: async (deadlineMs) => {
      stop.abort();
      await started;
      await uplink?.close(deadlineMs);
    },
  };
}

const WAITING: Omit<UplinkStatus, 'detail'> = {
  state: 'connecting',
  sentRows: 0,
  inFlight: 0,
  connections: 0,
  failures: 0,
  commandsRefused: 0,
  isStalled: false,
};
