/**
 * The entry points of the command's processes and threads, which `npm run build` bundles. The package contains nothing else
 * of the compiled sources.
 */
export const commandEntryPoints = [
  'cli/main',
  'cli/session/daemon',
  'check/catalog/worker',
  'stack/docker/remove-main',
  'stack/engine/host/worker',
  'stack/stores/logs/thread',
  'stack/stores/traces/thread',
] as const;

/** What `--import` loads before the code of a service, or of the user's application. */
export const preloads = ['cli/application/node-preload', 'stack/runtimes/embedded/launchers/node-link'] as const;

/** The entry point of a process or thread, without its extension and relative to the project. */
export type EntryPoint =
  (typeof commandEntryPoints)[number] | (typeof preloads)[number] | `${'services' | 'bench' | 'scripts'}/${string}`;
