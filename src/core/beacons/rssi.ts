/** The weakest level that a controller can say. */
const LEAST_RSSI_DBM = -127;

/**
 * Whether `dbm` is a reading: 127 says that there is none, and 0 dBm or above is a fault of the receiver.
 * Source: Bluetooth Core 5.4, Vol 4 Part E, 7.7.65.2.
 */
export function isRssi(dbm: number): boolean {
  return dbm < 0 && dbm >= LEAST_RSSI_DBM;
}
