declare module 'virtual:glue' {
  /** Go's wasm_exec.js as a function of its global scope. */
  export const glue: (scope: unknown, fs: unknown, console: unknown) => void;
}

declare module 'virtual:package-files' {
  /** The files of the package that a check reads, by their paths below /app. */
  export const packageFiles: Readonly<Record<string, string>>;
}

declare module 'path-browserify' {
  import path from 'node:path';
  export default path.posix;
}

declare module 'virtual:example' {
  /** The files of the README's example. */
  export const example: { collector: string; rules: string };
}

declare module 'virtual:component-types' {
  /** The component types of the contrib distribution, by section of a configuration. */
  export const componentTypes: Readonly<Record<string, readonly string[]>>;
}
