import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { adaptCollector } from '../../../../../check/inputs/collector/adapt-collector.ts';
import type { AdaptedCollector } from '../../../../../check/inputs/collector/adapted-collector.ts';
import { UserError } from '../../../../../lib/errors.ts';

/** Adapts example files by name, or a text as the file c.yaml. */
export function adapt(files: string | readonly string[], env: NodeJS.ProcessEnv = {}): AdaptedCollector {
  const example = (name: string): string => readFileSync(new URL(`examples/${name}`, import.meta.url), 'utf8');
  if (typeof files === 'string') return adaptCollector({ files: ['c.yaml'], env, readFile: () => files });
  return adaptCollector({ files, env, readFile: example });
}

/** The configuration that the engine gets, as far as tests read it. */
export interface EngineConfig {
  receivers: Record<string, unknown>;
  processors: Record<string, Record<string, unknown>>;
  connectors: Record<string, unknown>;
  exporters: Record<string, Record<string, unknown> | null>;
  service: {
    telemetry: { metrics: { level: string; readers: unknown[] } };
    pipelines: Record<string, { receivers: string[]; processors: string[]; exporters: string[] }>;
  };
}
export const engineConfig = ({ text }: AdaptedCollector): EngineConfig => parse(text) as EngineConfig;
/** The notices as `TYPE SUBJECT LINE`. */
export const noticed = ({ notices }: AdaptedCollector): string[] =>
  notices.map((notice) => `${notice.type} ${'id' in notice ? notice.id : notice.name} ${notice.source?.line ?? '?'}`);

/** The message and the hint with which a text is rejected. */
export function rejection(text: string): { message: string; hint: string | undefined } {
  try {
    adapt(text);
  } catch (error) {
    if (error instanceof UserError && error.exitCode === 2) return { message: error.message, hint: error.hint };
    throw error;
  }
  throw new Error('it was accepted');
}

/** A configuration with one pipeline, and `more` in it. */
export const minimal = (more: string, processors = ''): string =>
  `receivers: {otlp: {protocols: {http: {}}}}
${more}
service: {pipelines: {traces: {receivers: [otlp], processors: [${processors}], exporters: [otlp_http]}}}
`;
