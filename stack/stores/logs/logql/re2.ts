/** POSIX classes, as they stand within brackets. */
const posixClasses = new Map<string, string>(
  Object.entries({
    alnum: '0-9A-Za-z',
    alpha: 'A-Za-z',
    ascii: '\\x00-\\x7F',
    blank: '\\t ',
    cntrl: '\\x00-\\x1F\\x7F',
    digit: '0-9',
    graph: '!-~',
    lower: 'a-z',
    print: ' -~',
    punct: '!-\\/:-@\\[-`{-~',
    space: '\\t\\n\\v\\f\\r ',
    upper: 'A-Z',
    word: '0-9A-Za-z_',
    xdigit: '0-9A-Fa-f',
  }),
);

/**
 * A regular expression of RE2, which Loki uses, as one of JavaScript with the same meaning.
 * Unlike RE2 it is not bound to linear time.
 *
 * @param anchored whether it must match the whole text, as in label matchers; `.` then matches line ends too
 * @throws Error for syntax that either side lacks, with the reason
 */
export function compileRe2(pattern: string, anchored: boolean): RegExp {
  const head = /^\(\?([imsU]+)\)/.exec(pattern);
  const flags = head?.[1] ?? '';
  if (flags.includes('U')) throw new Error(`the flag U is not supported in \`${pattern}\``);
  const dot = anchored || flags.includes('s') ? '[^]' : '[^\\n]';
  const source = translate(pattern.slice(head?.[0].length ?? 0), dot);
  const js = (flags.includes('i') ? 'i' : '') + (flags.includes('m') ? 'm' : '') + (/\\[pP]\{/.test(source) ? 'u' : '');
  try {
    return new RegExp(anchored ? `^(?:${source})$` : source, js);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`error parsing regexp: ${reason}`, { cause: error });
  }
}

function translate(pattern: string, dot: string): string {
  let out = '';
  let inClass = false;
  for (let i = 0; i < pattern.length; i += 1) {
    const rest = pattern.slice(i);
    const char = pattern[i] ?? '';
    let length = 1;
    let text = char;
    if (char === '\\') [text, length] = escape(rest, pattern);
    else if (inClass) [text, length] = inBrackets(rest, pattern);
    else if (char === '.') text = dot;
    else if (char === '(') [text, length] = group(rest, pattern);
    else if (char === '[') length = (text = /^\[\^?\]?/.exec(rest)?.[0] ?? char).length;
    if (char === '[' && !inClass) {
      inClass = true;
      // RE2 takes a bracket that closes right away as itself.
      text = text.replace(']', '\\]');
    } else if (char === ']') inClass = false;
    out += text;
    i += length - 1;
  }
  return out;
}

function escape(rest: string, pattern: string): [string, number] {
  const quoted = /^\\Q([^]*?)(?:\\E|$)/.exec(rest);
  if (quoted) return [(quoted[1] ?? '').replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'), quoted[0].length];
  if (/^\\[1-9]/.test(rest))
    throw new Error(`back references such as ${rest.slice(0, 2)} do not exist in RE2: \`${pattern}\``);
  if (rest.startsWith('\\A')) return ['(?<![^])', 2];
  if (rest.startsWith('\\z')) return ['(?![^])', 2];
  if (rest.startsWith('\\a')) return ['\\x07', 2];
  const unicode = /^\\([pP])([A-Z])/.exec(rest);
  if (unicode) return [`\\${unicode[1] ?? ''}{${unicode[2] ?? ''}}`, 3];
  const hex = /^\\x\{([0-9a-f]+)\}/i.exec(rest);
  if (hex)
    return [
      String.fromCodePoint(Number.parseInt(hex[1] ?? '', 16)).replace(/[\\^$.*+?()[\]{}|-]/g, '\\$&'),
      hex[0].length,
    ];
  return [rest.slice(0, 2), 2];
}

function inBrackets(rest: string, pattern: string): [string, number] {
  const posix = /^\[:(\^?)([a-z]+):\]/.exec(rest);
  if (posix === null) return [rest.startsWith('[') ? '\\[' : (rest[0] ?? ''), 1];
  const members = posixClasses.get(posix[2] ?? '');
  if (members === undefined || posix[1] === '^')
    throw new Error(`the class ${posix[0]} is not supported in \`${pattern}\``);
  return [members, posix[0].length];
}

function group(rest: string, pattern: string): [string, number] {
  if (!rest.startsWith('(?')) return ['(', 1];
  if (rest.startsWith('(?:')) return ['(?:', 3];
  const named = /^\(\?P?<([A-Za-z_]\w*)>/.exec(rest);
  if (named) return [`(?<${named[1] ?? ''}>`, named[0].length];
  const part = rest.slice(0, 4);
  if (/^\(\?(=|!|<=|<!)/.test(rest))
    throw new Error(`look-around such as ${part} does not exist in RE2: \`${pattern}\``);
  throw new Error(`flags inside of a pattern such as ${part} are not supported; put them first, (?i): \`${pattern}\``);
}
