import type { ScalarTree, Tree } from './tree.ts';

/** Characters that are valid in JSON, but that YAML forbids or treats as line breaks. */
const unsafeLetters = /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g;

/** A tree as YAML, from which the Collector reads the same values as from the user's files. */
export function writeTree(tree: Tree): string {
  return `${block(tree, '').replace(/^\n/, '')}\n`;
}

function block(tree: Tree, indent: string): string {
  if (tree.kind === 'scalar') return ` ${scalar(tree)}`;
  if (tree.kind === 'list') {
    if (tree.items.length === 0) return ' []';
    return tree.items.map((item) => `\n${indent}-${block(item, `${indent}  `)}`).join('');
  }
  if (tree.entries.size === 0) return ' {}';
  return [...tree.entries].map(([key, value]) => `\n${indent}${keyText(key)}:${block(value, `${indent}  `)}`).join('');
}

function keyText(key: string): string {
  return /^[A-Za-z_][\w./]*$/.test(key) && !/^(true|false|null|y|n|yes|no|on|off)$/i.test(key) ? key : quoted(key);
}

function scalar({ value, plain }: ScalarTree): string {
  if (plain !== undefined && (typeof value !== 'string' || /^[\w.+:-]*\w$/.test(plain))) return plain;
  // Escaped, because variables are already expanded.
  if (typeof value === 'string') return quoted(value.replaceAll('$', '$$$$'));
  return String(value);
}

function quoted(text: string): string {
  return JSON.stringify(text).replace(
    unsafeLetters,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
