import { packageFiles } from 'virtual:package-files';

// The part of Node's fs that a check uses, on files in memory.

/** The text of each file, by its absolute path. The package is there first: sources look for it as they are loaded. */
export const files = new Map<string, string>(Object.entries(packageFiles));

export const constants = {
  O_RDONLY: 0,
  O_WRONLY: 1,
  O_RDWR: 2,
  O_CREAT: 64,
  O_EXCL: 128,
  O_TRUNC: 512,
  O_APPEND: 1024,
  O_DIRECTORY: 65_536,
};

export function existsSync(path: string): boolean {
  return isFile(path) || isFolder(path);
}

export function readFileSync(path: string): string {
  const text = files.get(absolute(path));
  if (text === undefined) throw missing('open', path);
  return text;
}

export function readdirSync(path: string): string[] {
  if (!isFolder(path)) throw missing('scandir', path);
  return [...new Set(below(path).map((rest) => rest.split('/', 1)[0] ?? ''))];
}

export function statSync(path: string, { throwIfNoEntry = true } = {}): unknown {
  if (!existsSync(path)) {
    if (throwIfNoEntry) throw missing('stat', path);
    return undefined;
  }
  const size = files.get(absolute(path))?.length ?? 0;
  return { size, isFile: () => isFile(path), isDirectory: () => !isFile(path) };
}

export default { constants, existsSync, readFileSync, readdirSync, statSync };

/** The user's files are in the working directory. */
const absolute = (path: string): string => (path.startsWith('/') ? path : `/${path.replace(/^\.\//, '')}`);

const isFile = (path: string): boolean => files.has(absolute(path));
const isFolder = (path: string): boolean => path === '.' || path === '/' || below(path).length > 0;

function below(path: string): string[] {
  const folder = path === '.' || path === '/' ? '/' : `${absolute(path)}/`;
  return [...files.keys()].filter((name) => name.startsWith(folder)).map((name) => name.slice(folder.length));
}

function missing(call: string, path: string): Error {
  const error = new Error(`ENOENT: no such file or directory, ${call} '${path}'`);
  return Object.assign(error, { code: 'ENOENT', path });
}
