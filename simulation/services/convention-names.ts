/**
 * `stable`: as SDKs emit with `OTEL_SEMCONV_STABILITY_OPT_IN=http,database,messaging`; `v1.20`: as without it; `dup`: both, as
 * with `http/dup,database/dup,messaging/dup`.
 */
export const conventionNames = ['stable', 'v1.20', 'dup'] as const;
export type Conventions = (typeof conventionNames)[number];
