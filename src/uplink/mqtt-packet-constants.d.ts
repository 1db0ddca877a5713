/** mqtt-packet declares types only for its main module. */
declare module 'mqtt-packet/constants.js' {
  const constants: { readonly MQTT5_PUBACK_PUBREC_CODES: Record<number, string> };
  // biome-ignore lint/style/noDefaultExport: the default export is how TypeScript sees a CommonJS module's exports.
  export default constants;
}
