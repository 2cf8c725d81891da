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
import { UserError } from '../errors.ts';
import { describeSource, type SourceLine } from '../events/source-line.ts';

export type YamlPath = readonly (string | number)[];

/** A YAML file of the user with the lines of its parts. */
export interface YamlSource {
  document: Document;
  /** As plain data; `null` for an empty file. */
  data: unknown;
  /** The line of the key or list entry at a path; of its nearest parent if the path does not exist. */
  sourceOf: (path: YamlPath) => SourceLine;
}

/**
 * Parses a YAML file. `uniqueKeys: false` is for files in which another program reports duplicate keys.
 * @throws UserError with file and line if it is not YAML; exit code 2.
 */
export function parseYamlSource(text: string, file: string, { uniqueKeys = true } = {}): YamlSource {
  const lines = new LineCounter();
  // The parser's own check for duplicate keys takes minutes for a mapping with 100,000 keys.
  const document = parseDocument(text, { merge: true, lineCounter: lines, prettyErrors: false, uniqueKeys: false });
  const at = (offset: number): SourceLine => ({ file, line: Math.max(1, lines.linePos(offset).line) });
  const [error] = document.errors;
  if (error) throw notYaml(describeSource(at(error.pos[0])), error.message);
  const duplicate = uniqueKeys ? duplicateKey(document) : undefined;
  if (duplicate) throw notYaml(describeSource(at(duplicate.range?.[0] ?? 0)), `duplicate key ${duplicate.toString()}`);
  let data: unknown;
  try {
    data = document.toJS();
  } catch (cause) {
    // Aliases without an anchor, or that expand to too much memory.
    throw notYaml(file, cause instanceof Error ? cause.message : String(cause));
  }
  return { document, data, sourceOf: (path) => at(offsetOf(document, path)) };
}

function duplicateKey(document: Document): Scalar | undefined {
  let found: Scalar | undefined;
  visit(document, {
    Map(_, { items }) {
      const seen = new Set<unknown>();
      for (const { key } of items) {
        // A mapping may have several merge keys.
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
    hint: 'Fix the file at this line.',
  });
}

/** The offset of the deepest existing part of `path`: its key in a mapping, the entry itself in a list. */
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
