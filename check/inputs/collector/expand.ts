import { UserError } from '../../../lib/errors.ts';
import { describeSource, type SourceLine } from '../../../lib/events/source-line.ts';
import { unfoldKeys } from './merge.ts';
import { badFile, parseTree } from './read-tree.ts';
import type { ScalarTree, Tree } from './tree.ts';

/** An environment variable that a configuration uses, that has no default and is not set. */
export interface UnsetVariable {
  name: string;
  source: SourceLine | undefined;
}

export interface ExpandOptions {
  env: NodeJS.ProcessEnv;
  /** Throws if there is no such file. */
  readFile: (path: string) => string;
  onUnset: (variable: UnsetVariable) => void;
  /** Called with each value of a variable or file. */
  onValue?: (reference: string, text: string, tree: Tree) => void;
}

/** The limit of recursive expansions. Source: confmap. */
const mostRounds = 1000;
const variableName = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

/**
 * Replaces `${env:NAME}`, `${env:NAME:-default}`, `${NAME}`, `${file:PATH}` and `${yaml:TEXT}` in values, as the
 * Collector's resolver (confmap) does, and `$$` by `$`. A value that is a single reference is replaced by its target,
 * which may be a mapping.
 * @throws UserError for references that cannot be resolved; exit code 2.
 */
export function expandTree(tree: Tree, options: ExpandOptions): Tree {
  if (tree.kind === 'list') return { ...tree, items: tree.items.map((item) => expandTree(item, options)) };
  if (tree.kind === 'map') {
    return { ...tree, entries: new Map(Array.from(tree.entries, ([key, value]) => [key, expandTree(value, options)])) };
  }
  let here: ScalarTree = tree;
  for (let round = 0; typeof here.value === 'string'; round += 1) {
    const reference = findReference(here.value);
    if (reference === undefined) return unescape(here);
    if (round >= mostRounds) throw cannot(here.source, tree.value, 'too many recursive expansions');
    const { tree: found, text } = follow(reference, { ...here, value: tree.value }, options);
    if (reference === here.value) {
      if (found.kind !== 'scalar') return expandTree(found, options);
      here = found;
    } else {
      here = { kind: 'scalar', source: here.source, value: here.value.replaceAll(reference, () => text) };
    }
  }
  return here;
}

function unescape(scalar: ScalarTree): ScalarTree {
  if (typeof scalar.value !== 'string' || !scalar.value.includes('$$')) return scalar;
  return { kind: 'scalar', source: scalar.source, value: scalar.value.replaceAll('$$', '$') };
}

/** The innermost reference that closes first, unless an odd number of dollars before it escapes it. */
function findReference(text: string): string | undefined {
  let from = 0;
  for (;;) {
    const close = text.indexOf('}', from);
    if (close < 0) return undefined;
    const open = text.lastIndexOf('${', close);
    if (open >= from) {
      const dollars = /\$*$/.exec(text.slice(from, open))?.[0].length ?? 0;
      return dollars % 2 === 1 ? undefined : text.slice(open, close + 1);
    }
    from = close + 1;
  }
}

function follow(
  reference: string,
  { source, value }: ScalarTree,
  options: ExpandOptions,
): { tree: Tree; text: string } {
  const inner = reference.slice(2, -1);
  const uri = inner.includes(':') ? inner : `env:${inner}`;
  const colon = uri.indexOf(':');
  const scheme = uri.slice(0, colon);
  const opaque = uri.slice(colon + 1);
  if (!/^[A-Za-z][A-Za-z0-9+.-]+$/.test(scheme)) throw cannot(source, value, `invalid uri: "${uri}"`);
  if (opaque.includes('$')) throw cannot(source, value, `the uri "${uri}" contains unsupported characters ('$')`);
  switch (scheme) {
    case 'env':
      return variable(opaque, source, value, options);
    case 'yaml':
      return retrieve(opaque, source);
    case 'file': {
      const found = retrieve(fileText(opaque, source, value, options), source, opaque);
      options.onValue?.(`\${${uri}}`, found.text, found.tree);
      return found;
    }
    default:
      throw cannot(source, value, `scheme "${scheme}" is not supported here: use env, file or yaml`);
  }
}

function variable(
  opaque: string,
  source: SourceLine | undefined,
  value: unknown,
  { env, onUnset, onValue }: ExpandOptions,
): { tree: Tree; text: string } {
  const [, name = opaque, fallback] = /^(.*?):-(.*)$/s.exec(opaque) ?? [];
  if (!variableName.test(name)) throw cannot(source, value, `environment variable "${name}" has invalid name`);
  const found = retrieve(env[name] ?? fallback ?? '', source);
  if (env[name] !== undefined) onValue?.(`\${env:${name}}`, found.text, found.tree);
  else if (fallback === undefined) onUnset({ name, source });
  return found;
}

function fileText(path: string, source: SourceLine | undefined, value: unknown, { readFile }: ExpandOptions): string {
  try {
    return readFile(path);
  } catch (error) {
    throw cannot(source, value, `unable to read the file ${path}: ${error instanceof Error ? error.message : ''}`);
  }
}

/** Parses a text as a YAML value; text that is not YAML, or is a string, is taken verbatim. */
function retrieve(text: string, source: SourceLine | undefined, file?: string): { tree: Tree; text: string } {
  const verbatim = { tree: { kind: 'scalar', source, value: text } as const, text };
  let parsed: Tree | undefined;
  try {
    parsed = parseTree(text, file ?? 'a value');
  } catch {
    return verbatim;
  }
  if (parsed === undefined) return { tree: { kind: 'scalar', source, value: null, plain: retrieved('') }, text };
  if (parsed.kind === 'scalar') {
    if (typeof parsed.value === 'string') return verbatim;
    // The Collector uses the original text in a string field and the parsed value in a numeric one.
    return { tree: { kind: 'scalar', source, value: parsed.value, plain: retrieved(text.trim()) }, text };
  }
  return { tree: file === undefined ? placed(unfoldKeys(parsed), source) : unfoldKeys(parsed), text };
}

/** A reference with the value inline, so that the engine treats it like the expanded original. */
function retrieved(text: string): string {
  return JSON.stringify(`\${yaml:${text}}`);
}

function placed(tree: Tree, source: SourceLine | undefined): Tree {
  if (tree.kind === 'scalar') return { ...tree, source };
  if (tree.kind === 'list') return { ...tree, source, items: tree.items.map((item) => placed(item, source)) };
  return {
    ...tree,
    source,
    entries: new Map(Array.from(tree.entries, ([key, value]) => [key, placed(value, source)])),
  };
}

function cannot(source: SourceLine | undefined, value: unknown, why: string): UserError {
  return badFile(
    source ? describeSource(source) : 'The configuration',
    `has ${JSON.stringify(value)}, which cannot be expanded: ${why}`,
  );
}
