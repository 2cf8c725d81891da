import type { Random } from '../../lib/random.ts';

/**
 * The alternatives of each rule; `$Rule` in one of them stands for another rule. The first alternative of a rule must end
 * without a rule that leads back to it: it is taken where a text is nested deeply enough.
 */
export type Grammar<Rule extends string = string> = Readonly<Record<Rule, readonly string[]>>;

const mostLevels = 12;

/** One of the list. */
export function pick<T>(random: Random, list: readonly T[]): T {
  const one = list[random.int(list.length)];
  if (one === undefined) throw new TypeError('nothing to pick from');
  return one;
}

/** A random text of a rule. */
export function generate(grammar: Grammar, rule: string, random: Random, level = 0): string {
  const alternatives = grammar[rule];
  const [shortest] = alternatives ?? [];
  if (alternatives === undefined || shortest === undefined) throw new TypeError(`the grammar has no rule ${rule}`);
  const chosen = level > mostLevels ? shortest : pick(random, alternatives);
  return chosen.replace(/\$([A-Z]\w*)/g, (_, name: string) => generate(grammar, name, random, level + 1));
}

/** What breaks readers of text. */
export const oddTexts = [
  ...[
    '',
    ' ',
    '\0',
    '%',
    '%ZZ',
    '\\',
    '"',
    '`',
    "'",
    '{',
    '}',
    '(',
    ')',
    '[',
    ']',
    '|',
    '=~',
    '\n',
    '\u2028',
    '\ud800',
    'é😀',
  ],
  ...['-1', '0', '1e308', '-0', 'NaN', 'Inf', '9223372036854775807', '18446744073709551616', '1_000', '0x1p-2', '1h'],
  ...[
    'null',
    'true',
    '[]',
    '{}',
    '__proto__',
    'constructor',
    'toString',
    '../../etc/passwd',
    '${env:HOME}',
    '\u001b[31m',
  ],
];

/** The text with some of it removed, repeated, moved or replaced. */
export function mutateText(text: string, random: Random): string {
  let result = text;
  for (let left = 1 + random.int(3); left > 0; left -= 1) {
    const [a, b] = [random.int(result.length + 1), random.int(result.length + 1)].sort((x, y) => x - y) as [
      number,
      number,
    ];
    const part = result.slice(a, b);
    result = pick(random, [
      () => result.slice(0, a) + result.slice(b),
      () => result.slice(0, b) + part + result.slice(b),
      () => result.slice(0, a) + pick(random, oddTexts) + result.slice(a),
      () => result.slice(0, a) + pick(random, oddTexts) + result.slice(b),
      () => result.slice(0, a),
      () => part + result.slice(0, a) + result.slice(b),
      () =>
        result.slice(0, a) +
        pick(random, ['(', '[', '{', '!', '-', '"']).repeat(1 + random.int(2_000)) +
        result.slice(a),
    ])().slice(0, 100_000);
  }
  return result;
}
