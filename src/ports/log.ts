/** The log of all parts. It never contains addresses, names, payloads or secrets. */
export interface Log {
  error(details: object, message: string): void;
  warn(details: object, message: string): void;
  info(details: object, message: string): void;
  debug(details: object, message: string): void;
  child(bindings: object): Log;
}
