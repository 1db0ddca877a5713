/** Weakest level that a controller can report. */
const LEAST_RSSI_DBM = -127;

/**
 * Returns true when `dbm` is a measurement. 127 means none, and 0 dBm or above is a receiver fault. Source: Bluetooth
 * Core 5.4, Vol 4 Part E, 7.7.65.2.
 */
export function isRssi(dbm: number): boolean {
  return dbm < 0 && dbm >= LEAST_RSSI_DBM;
}
