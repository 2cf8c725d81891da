import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  type Scalar,
  visit,
} from 'yaml';
import { UserError } from '../../../lib/errors.ts';
import { describeSource, type SourceLine } from '../../../lib/events/source-line.ts';

export type YamlPath = readonly (string | number)[];

/** A YAML file of a person with the lines of its parts. */
export interface YamlSource {
  document: Document;
  /** As plain data; `null` for an empty file. */
  data: unknown;
  /** The line of the key, or of the entry, at a path; of the nearest parent where nothing is there. */
  sourceOf: (path: YamlPath) => SourceLine;
}

/**
 * Parses a YAML file as the person named it. That no key stands twice need not be asked of what another program reads anyhow, and tells.
 * @throws UserError with file, line and column when it is not YAML; exit code 2.
 */
export function parseYamlSource(text: string, file: string, { uniqueKeys = true } = {}): YamlSource {
  const lines = new LineCounter();
  // The parser's own way to find keys that stand twice takes minutes for a mapping of a hundred thousand.
  const document = parseDocument(text, { merge: true, lineCounter: lines, prettyErrors: false, uniqueKeys: false });
  const at = (offset: number): SourceLine => ({ file, line: Math.max(1, lines.linePos(offset).line) });
  const [error] = document.errors;
  if (error) throw notYaml(describeSource(at(error.pos[0])), error.message);
  const twice = uniqueKeys ? keyThatStandsTwice(document) : undefined;
  if (twice)
    throw notYaml(describeSource(at(twice.range?.[0] ?? 0)), `${twice.toString()} stands twice in one mapping`);
  let data: unknown;
  try {
    data = document.toJS();
  } catch (cause) {
    // Aliases without an anchor, or so many that they would fill the memory.
    throw notYaml(file, cause instanceof Error ? cause.message : String(cause));
  }
  return { document, data, sourceOf: (path) => at(offsetOf(document, path)) };
}

function keyThatStandsTwice(document: Document): Scalar | undefined {
  let found: Scalar | undefined;
  visit(document, {
    Map(_, { items }) {
      const seen = new Set<unknown>();
      for (const { key } of items) {
        // Several may be merged in.
        if (!isScalar(key) || key.value === '<<') continue;
        if (seen.has(key.value)) found = key;
        if (found) return visit.BREAK;
        seen.add(key.value);
      }
      return undefined;
    },
  });
  return found;
}

function notYaml(place: string, reason: string): UserError {
  return new UserError(`${place} is not valid YAML: ${reason.split('\n')[0] ?? ''}`, {
    code: 'bad-yaml',
    hint: 'Mend the file at this line.',
  });
}

/** Where the deepest part of `path` that is there begins: at its key in a mapping, at the entry itself in a list. */
function offsetOf(document: Document, path: YamlPath): number {
  let node = document.contents;
  let offset = node?.range?.[0] ?? 0;
  for (const step of path) {
    const parent = isAlias(node) ? node.resolve(document) : node;
    if (isMap(parent)) {
      const pair = parent.items.find(({ key }) => String(isScalar(key) ? key.value : key) === String(step));
      if (!pair) break;
      offset = (isNode(pair.key) ? pair.key.range?.[0] : undefined) ?? offset;
      node = isNode(pair.value) ? pair.value : null;
    } else if (isSeq(parent)) {
      const entry = parent.items[Number(step)];
      if (!isNode(entry)) break;
      offset = entry.range?.[0] ?? offset;
      node = entry;
    } else break;
  }
  return offset;
}
