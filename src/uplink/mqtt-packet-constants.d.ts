/** The package has types for its main module only, so declare this one. */
declare module 'mqtt-packet/constants.js' {
  const constants: { readonly MQTT5_PUBACK_PUBREC_CODES: Record<number, string> };
  // biome-ignore lint/style/noDefaultExport: a CommonJS module gives its content so.
  export default constants;
}
