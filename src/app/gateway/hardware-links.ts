import { createBleLink } from '../../links/ble/ble-link.ts';
import { createMqttReceiverLink } from '../../links/ble/mqtt-receiver-link.ts';
import { NearbyScan } from '../../links/ble/nearby-scan.ts';
import { createCameraLink } from '../../links/camera/camera-link.ts';
import { createGpioLink } from '../../links/gpio/gpio-link.ts';
import { createMqttLink } from '../../links/mqtt/mqtt-link.ts';
import { createOnvifLink } from '../../links/onvif/onvif-link.ts';
import { createPushLink } from '../../links/push/push-link.ts';
import { createSalesDropLink } from '../../links/sales/sales-folder-link.ts';
import { createSalesHttpLink } from '../../links/sales/sales-http-link.ts';
import { createModbusLink } from '../../links/serial/modbus-link.ts';
import { createSerialLink } from '../../links/serial/serial-link.ts';
import { createHttpLink } from '../../links/support/http.ts';
import type { BucketKey, PseudonymSettings } from '../../ports/ble-channel.ts';
import type { Links } from '../../ports/links.ts';
import type { TagSettings } from '../../ports/tag-registry.ts';
import { createMemoryPressureCheck } from '../../system/memory-pressure.ts';

/** Creates the links to the hardware of this machine. Native code is loaded only when a sensor opens its link. */
export function createHardwareLinks(options: {
  readonly modelFolders: readonly string[];
  readonly tags: readonly TagSettings[];
  readonly pseudonyms?: PseudonymSettings;
  /** Key for digests, by which receivers recognise registered tags. */
  readonly tagKeyHex?: string;
  /** Calls `act` when all observations made so far are stored. */
  readonly whenStored?: (act: () => void) => void;
  /** Returns the key for hashed buckets. Set only when repeat visitors are estimated. */
  readonly bucketKey?: () => BucketKey;
  /** Called when the resolving key of a tag seems to have its bytes in reverse order. */
  readonly reversedKey?: (tag: string) => void;
}): Links {
  const { tags, pseudonyms, tagKeyHex, whenStored, bucketKey, reversedKey } = options;
  const near = new NearbyScan();
  const radio = {
    tags,
    near,
    ...(pseudonyms && { pseudonyms }),
    ...(tagKeyHex !== undefined && { tagKeyHex }),
    ...(bucketKey && { bucketKey }),
    ...(reversedKey && { reversedKey }),
  };
  const serial = createSerialLink();
  const camera = createCameraLink({
    modelFolders: options.modelFolders,
    shortage: createMemoryPressureCheck(),
  });
  const mqttIn = createMqttLink();
  return {
    camera,
    aiming: camera,
    serial,
    modbus: createModbusLink(serial),
    gpio: createGpioLink(),
    http: createHttpLink(),
    ble: createBleLink(radio),
    mqttIn,
    push: createPushLink(mqttIn),
    onvif: createOnvifLink(),
    salesHttp: createSalesHttpLink(),
    salesDrop: createSalesDropLink({ ...(whenStored && { whenStored }) }),
    mqttReceiver: createMqttReceiverLink(radio),
    near,
  };
}
