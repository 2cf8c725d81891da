/** The npm packages that are in the bundle of the web UI: their notices ship with it. */
export const bundledInWeb: readonly string[] = [
  'preact',
  'uplot',
  'crelt',
  'lru-cache',
  'style-mod',
  'w3c-keyname',
  '@codemirror/autocomplete',
  '@codemirror/commands',
  '@codemirror/language',
  '@codemirror/lint',
  '@codemirror/state',
  '@codemirror/view',
  '@prometheus-io/codemirror-promql',
  '@prometheus-io/lezer-promql',
  '@lezer/common',
  '@lezer/lr',
  '@lezer/highlight',
  '@marijn/find-cluster-break',
];

/** Those in the bundles of the check in a browser tab; its folder has notices of its own. */
export const bundledInSite: readonly string[] = [
  ...bundledInWeb,
  'base64-js',
  'buffer',
  'codemirror',
  'diff',
  'fast-deep-equal',
  'fflate',
  'ieee754',
  'path-browserify',
  're2js',
  'yaml',
  'zod',
  '@codemirror/lang-yaml',
  '@codemirror/search',
  '@lezer/yaml',
];

/** Every package in a bundle must be in the notices, although it is not installed with this one. @throws Error with those that are not */
export function requireListed(modules: readonly string[], listed: readonly string[]): void {
  const names = modules.flatMap((id) => /node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules)/.exec(id)?.[1] ?? []);
  const missing = [...new Set(names)].filter((name) => !listed.includes(name));
  if (missing.length > 0) throw new Error(`Add ${missing.join(', ')} to scripts/web-packages.ts.`);
}
