/**
 * Oldest supported versions, checked before any native module loads, because those would crash without an error text.
 */
const MIN_NODE = [22, 14] as const;
const MIN_NAPI = 10;

/** Returns one line with the problem of the machine's Node, or undefined. */
export function tooOld(
  versions: { readonly node: string; readonly napi?: string },
  architecture: string,
): string | undefined {
  if (architecture !== 'x64' && architecture !== 'arm64') {
    return `lintel needs a 64-bit system (arm64 or x64), this is ${architecture}: install the 64-bit Raspberry Pi OS`;
  }
  const [major = 0, minor = 0] = versions.node.split('.').map(Number);
  const isOld = major < MIN_NODE[0] || (major === MIN_NODE[0] && minor < MIN_NODE[1]);
  if (isOld || Number(versions.napi ?? 0) < MIN_NAPI) {
    return `lintel needs Node 22.14 or newer (24 is what it ships with), this is ${versions.node}`;
  }
  return undefined;
}
