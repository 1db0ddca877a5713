import { readFileSync } from 'node:fs';

export interface CredentialFiles {
  readonly caFile?: string | undefined;
  readonly certFile?: string | undefined;
  readonly keyFile?: string | undefined;
  readonly username?: string | undefined;
  readonly passwordFile?: string | undefined;
}

/** Contents of the credential files, as the options of an MQTT client need them. */
export interface ReadCredentials {
  readonly ca?: Buffer;
  readonly cert?: Buffer;
  readonly key?: Buffer;
  readonly username?: string;
  readonly password?: string;
}

/** Reads the first line of a file with a password, token or key. Throws the file system's error. */
export function readFirstLine(path: string): string {
  return readFileSync(path, 'utf8').split(/\r?\n/, 1)[0] ?? '';
}

/** Reads the files anew for each connection, so that a renewed certificate is used. Throws the file system's error. */
export function readCredentials(files: CredentialFiles): ReadCredentials {
  const { caFile, certFile, keyFile, username, passwordFile } = files;
  return {
    ...(caFile !== undefined && { ca: readFileSync(caFile) }),
    ...(certFile !== undefined && { cert: readFileSync(certFile) }),
    ...(keyFile !== undefined && { key: readFileSync(keyFile) }),
    ...(username !== undefined && { username }),
    ...(passwordFile !== undefined && { password: readFirstLine(passwordFile) }),
  };
}
