import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { LegalFile } from './component.ts';

const legal = /^(?:(?:un)?licen[cs]e|copying|copyright|notice|patents|third[-_]?party)/i;
const code = /\.(?:go|[cm]?[jt]sx?|json)$/i;

/** The files that state license, copyright and notices in `folders`, not below them; paths are relative to `root`. */
export function legalFiles(root: string, folders: readonly string[] = [root]): LegalFile[] {
  return [...new Set(folders)].sort().flatMap((folder) =>
    readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isFile() && legal.test(entry.name) && !code.test(entry.name))
      .map((entry) => join(folder, entry.name))
      .sort()
      .map((file) => ({ path: relative(root, file).replaceAll('\\', '/'), text: readFileSync(file, 'utf8') })),
  );
}

/** Whether a file states the license itself, not a notice, a list of copyright holders or a grant of patents. */
export function isLicense({ path }: LegalFile): boolean {
  return /^(?:(?:un)?licen[cs]e|copying)/i.test(path.slice(path.lastIndexOf('/') + 1));
}
