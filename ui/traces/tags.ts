/**
 * Reads the tags of a trace search, in the notation of Jaeger's own page: `http.route=/orders error=true note="two words"`.
 * Throws if a word is not `name=value`.
 */
export function parseTags(text: string): Record<string, string> {
  const tags: Record<string, string> = {};
  for (const word of text.match(/[^\s=]+=(?:"(?:[^"\\]|\\.)*"|\S*)|\S+/g) ?? []) {
    const [, name, quoted, plain] = /^([^=]+)=(?:"((?:[^"\\]|\\.)*)"|(.*))$/s.exec(word) ?? [];
    if (name === undefined) throw new Error(`"${word}" is not a tag. Use name=value, such as http.route=/orders.`);
    tags[name] = quoted === undefined ? (plain ?? '') : quoted.replaceAll(/\\(.)/g, '$1');
  }
  return tags;
}
