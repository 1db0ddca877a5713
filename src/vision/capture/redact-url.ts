/** Takes user and password out of every address in a text. */
export function redactUrl(text: string): string {
  return text.replace(/(\w+:\/\/)\S*@/g, '$1');
}
