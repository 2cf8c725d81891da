/** Where a cursor is in a YAML text, as far as its indentation says. */
export interface YamlPlace {
  /** The keys above it, outermost first; list items have none. */
  path: readonly string[];
  /** What is before the cursor of the word at it. */
  word: string;
  /** A key or an item of a block list is begun here, or an item of a list in brackets. */
  of: 'key' | 'item' | 'flow-item';
}

const keyLine = /^(\s*)((?:- +)*)(["']?)([\w./-]+)\3:(?=\s|$)/;

/** The place at the end of `before`; undefined within a value or a comment. */
export function yamlPlace(before: string): YamlPlace | undefined {
  const lines = before.split('\n');
  const line = lines.pop() ?? '';
  const flow = /^(\s*)([\w./-]+):\s*\[(?:[^\]#]*,)?\s*([\w./-]*)$/.exec(line);
  if (flow) {
    const [, indent = '', key = '', word = ''] = flow;
    return { path: [...keysAbove(lines, indent.length), key], word, of: 'flow-item' };
  }
  const begun = /^(\s*)((?:- +)*)([\w./-]*)$/.exec(line);
  if (!begun) return undefined;
  const [, indent = '', dashes = '', word = ''] = begun;
  const path = keysAbove(lines, indent.length + dashes.length);
  return { path, word, of: dashes === '' ? 'key' : 'item' };
}

/** The keys of the lines around a column: each is further left than the one below it. */
function keysAbove(lines: readonly string[], column: number): string[] {
  const path: string[] = [];
  let limit = column;
  for (const line of [...lines].reverse()) {
    const [, indent = '', dashes = '', , key] = keyLine.exec(line) ?? [];
    const at = indent.length + dashes.length;
    if (key === undefined || at >= limit) continue;
    path.unshift(key);
    limit = at;
  }
  return path;
}
