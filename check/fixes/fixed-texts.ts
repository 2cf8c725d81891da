import { parseDuration } from '../../lib/duration/parse-duration.ts';
import { editYaml } from '../../lib/yaml/edit-yaml.ts';
import type { FileEdit } from '../../lib/yaml/yaml-edit.ts';
import { configTextIn } from '../inputs/collector/manifests/config-text.ts';

/** The texts of the files that edits change, by name; undefined if an edit does not fit its file. */
export function fixedTexts(
  edits: readonly FileEdit[],
  readFile: (path: string) => string,
): ReadonlyMap<string, string> | undefined {
  const texts = new Map<string, string>();
  const merged = mergeEdits(edits);
  for (const file of new Set(merged.map((edit) => edit.file))) {
    const own = merged.filter((edit) => edit.file === file);
    const before = readFile(file);
    const config = own.some(({ isInManifest }) => isInManifest) ? configTextIn(before, file) : undefined;
    const edited = editYaml(config?.text ?? before, own);
    const text = config && edited !== undefined ? config.put(edited) : edited;
    if (text === undefined) return undefined;
    texts.set(file, withLineEndsOf(before, text));
  }
  return texts;
}

/** A file with CRLF in all lines has it in the new ones, too. */
function withLineEndsOf(before: string, after: string): string {
  const isCrlf = before.includes('\r\n') && !/(?<!\r)\n/.test(before);
  return isCrlf ? after.replaceAll(/\r?\n/g, '\r\n') : after;
}

/**
 * Several findings may suggest the same change, once is enough, or other values of one setting: then the largest. Removals
 * come late, from the end of a list to its beginning, and renamings last, so that the paths of the others remain those of
 * the files.
 */
export function mergeEdits(edits: readonly FileEdit[]): FileEdit[] {
  const found = new Map<string, FileEdit>();
  for (const edit of edits) {
    const at = JSON.stringify([
      edit.file,
      edit.document ?? 0,
      edit.op,
      edit.path,
      edit.op === 'add' ? edit.value : null,
    ]);
    const known = found.get(at);
    if (known?.op === 'set' && edit.op === 'set' && sizeOf(known.value) >= sizeOf(edit.value)) continue;
    if (!known || edit.op === 'set') found.set(at, edit);
  }
  const order = { set: 0, add: 1, remove: 2, rename: 3 };
  return [...found.values()].sort(
    (a, b) => order[a.op] - order[b.op] || (a.op === 'remove' || a.op === 'rename' ? comparePaths(b.path, a.path) : 0),
  );
}

function sizeOf(value: unknown): number {
  if (typeof value === 'number') return value;
  return (typeof value === 'string' ? parseDuration(value) : undefined) ?? 0;
}

/** Deeper paths and later items are larger. */
function comparePaths(a: FileEdit['path'], b: FileEdit['path']): number {
  const length = a.length - b.length;
  if (length !== 0) return length;
  for (const [index, step] of a.entries()) {
    const other = b[index];
    if (step === other) continue;
    return typeof step === 'number' && typeof other === 'number' ? step - other : String(step) < String(other) ? -1 : 1;
  }
  return 0;
}
