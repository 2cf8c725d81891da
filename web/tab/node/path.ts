import path from 'path-browserify';

// eslint-disable-next-line @typescript-eslint/unbound-method -- none of them uses `this`
export const { basename, dirname, extname, isAbsolute, join, normalize, parse, relative, resolve, sep } = path;
export const posix: typeof path = path;
export default path;
