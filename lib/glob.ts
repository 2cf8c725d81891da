import { escapeRegExp } from './escape-regexp.ts';
import { existsSync, readdirSync } from 'node:fs';
import { join, parse } from 'node:path';

/** Whether a path is a pattern with `*`, `?` or `[...]`. */
export const isGlob = (path: string): boolean => /[*?[]/.test(path);

/**
 * The files and folders that match a pattern, sorted, with the syntax of Go's filepath.Glob, which Prometheus uses: `*`
 * and `?` do not match a slash, a range is `[a-z]` or `[^a-z]`. Folders that cannot be read are left out.
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
    // An invalid range matches only itself.
    return new RegExp(`^${escapeRegExp(part)}$`, 'u');
  }
}
