import { type Document, isMap, isScalar, isSeq, parseDocument } from 'yaml';
import { ExitCode } from '../../lib/exit-codes.ts';
import { UserError } from '../../lib/errors.ts';
import { configDuration } from '../../lib/duration/format-duration.ts';
import { parseDuration } from '../../lib/duration/parse-duration.ts';

/**
 * Parses a configuration file and keeps its comments; a syntax error becomes a UserError with file, line and column.
 */
export function parseYaml(text: string, file: string): Document {
  const document = parseDocument(text, { merge: true });
  const [error] = document.errors;
  if (error) {
    const at = error.linePos?.[0];
    const place = at ? `${file}:${at.line}:${at.col}` : file;
    throw new UserError(`${place} is not valid YAML: ${error.message.split('\n')[0] ?? ''}`, {
      code: 'bad-yaml',
      exitCode: ExitCode.usage,
      hint: 'Fix the file, or leave it out to use the one that comes with the sandbox.',
    });
  }
  return document;
}

/**
 * Divides the duration at `path` by `pace`, never below `floorMs`; what is not there or not a duration is left alone.
 */
export function paceDuration(document: Document, path: readonly (string | number)[], pace: number, floorMs = 1): void {
  const value = document.getIn(path);
  if (typeof value !== 'string' && typeof value !== 'number') return;
  const ms = parseDuration(String(value));
  // A zero switches something off, and a value already below the floor was meant.
  if (ms === undefined || ms === 0) return;
  document.setIn(path, configDuration(Math.max(ms / pace, Math.min(ms, floorMs))));
}

/** The keys of the mapping at `path`; none where there is no mapping. */
export function keysAt(document: Document, path: readonly (string | number)[]): string[] {
  const node = document.getIn(path, true);
  if (!isMap(node)) return [];
  return node.items.map((item) => String(isScalar(item.key) ? item.key.value : item.key));
}

/** How many entries the sequence at `path` has. */
export function lengthAt(document: Document, path: readonly (string | number)[]): number {
  const node = document.getIn(path, true);
  return isSeq(node) ? node.items.length : 0;
}
