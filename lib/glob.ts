import { existsSync, readdirSync } from 'node:fs';
import { join, parse } from 'node:path';

/** Whether a path is a pattern: `*`, `?` and `[...]` stand for several. */
export const isGlob = (path: string): boolean => /[*?[]/.test(path);

/**
 * The files and folders that a pattern stands for, in the order of their names, as Go's filepath.Glob and so Prometheus reads it: `*` and
 * `?` do not cross a slash, a range is `[a-z]` or `[^a-z]`. What cannot be read is left out.
 */
export function expandGlob(pattern: string): string[] {
  const { root } = parse(pattern);
  const parts = pattern
    .slice(root.length)
    .split(/[\\/]/)
    .filter((part) => part !== '');
  let found = [root];
  for (const part of parts) {
    found = found.flatMap((folder) => {
      if (!isGlob(part)) return existsSync(join(folder, part)) ? [join(folder, part)] : [];
      const matches = toRegExp(part);
      return entries(folder)
        .filter((name) => matches.test(name))
        .map((name) => (folder === '' ? name : join(folder, name)));
    });
  }
  return found;
}

function entries(folder: string): string[] {
  try {
    return readdirSync(folder === '' ? '.' : folder).sort();
  } catch {
    return [];
  }
}

function toRegExp(part: string): RegExp {
  const source = part.replaceAll(
    /\[(\^?)((?:\\.|[^\]\\])+)\]|[*?]|[.+^${}()|[\]\\]/g,
    (match, negated: string, range?: string) => {
      if (range !== undefined) return `[${negated}${range.replaceAll('[', '\\[')}]`;
      if (match === '*') return '.*';
      if (match === '?') return '.';
      return `\\${match}`;
    },
  );
  try {
    return new RegExp(`^${source}$`, 'u');
  } catch {
    // A range that is none: the name itself.
    return new RegExp(`^${part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`, 'u');
  }
}
