/** The log of all parts. Addresses, names, payloads and secrets never go in. */
export interface Log {
  error(details: object, message: string): void;
  warn(details: object, message: string): void;
  info(details: object, message: string): void;
  debug(details: object, message: string): void;
  child(bindings: object): Log;
}
