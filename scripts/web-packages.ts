/** The npm packages that are in the bundle of the web UI: their notices ship with it. */
export const bundledInWeb: readonly string[] = [
  'preact',
  'uplot',
  '@prometheus-io/lezer-promql',
  '@lezer/common',
  '@lezer/lr',
  '@lezer/highlight',
];
