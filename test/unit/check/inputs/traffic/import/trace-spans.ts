import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { importTraffic, type ImportedTraffic } from '../../../../../../check/inputs/traffic/import/import-traffic.ts';

const kinds = ['', 'internal', 'server', 'client', 'producer', 'consumer'];

/** A span of a trace; times in milliseconds, `parent` and `link` (`trace span`) by id. */
export interface TestSpan {
  trace?: string;
  id: string;
  parent?: string;
  service: string;
  kind: 'internal' | 'server' | 'client' | 'producer' | 'consumer';
  name?: string;
  at?: number;
  ms?: number;
  attributes?: Record<string, string | number | boolean>;
  resource?: Record<string, string>;
  isError?: boolean;
  link?: string;
}

const epochMs = Date.UTC(2026, 0, 1);

/** Spans as an object of OTLP JSON. */
export function otlp(spans: readonly TestSpan[]): object {
  return {
    resourceSpans: spans.map((span) => ({
      resource: { attributes: keyValues({ 'service.name': span.service, ...span.resource }) },
      scopeSpans: [
        {
          spans: [
            {
              traceId: span.trace ?? 't1',
              spanId: span.id,
              ...(span.parent === undefined ? {} : { parentSpanId: span.parent }),
              name: span.name ?? '',
              kind: kinds.indexOf(span.kind),
              startTimeUnixNano: nano(span.at ?? 0),
              endTimeUnixNano: nano((span.at ?? 0) + (span.ms ?? 1)),
              attributes: keyValues(span.attributes ?? {}),
              ...(span.isError === true ? { status: { code: 2 } } : {}),
              ...(span.link === undefined ? {} : { links: [{ traceId: span.link.split(' ')[0] }] }),
            },
          ],
        },
      ],
    })),
  };
}

/** The same spans as an answer of Jaeger's `/api/traces`. */
export function jaeger(spans: readonly TestSpan[]): object {
  const traces = new Map<string, TestSpan[]>();
  for (const span of spans) traces.set(span.trace ?? 't1', [...(traces.get(span.trace ?? 't1') ?? []), span]);
  return {
    data: [...traces].map(([traceID, all]) => ({
      traceID,
      processes: Object.fromEntries(
        all.map(({ id, service, resource }) => [id, { serviceName: service, tags: tags(resource ?? {}) }]),
      ),
      spans: all.map((span) => ({
        traceID,
        spanID: span.id,
        operationName: span.name ?? '',
        processID: span.id,
        startTime: (epochMs + (span.at ?? 0)) * 1000,
        duration: (span.ms ?? 1) * 1000,
        references: [
          ...(span.parent === undefined ? [] : [{ refType: 'CHILD_OF', traceID, spanID: span.parent }]),
          ...(span.link === undefined
            ? []
            : [{ refType: 'FOLLOWS_FROM', traceID: span.link.split(' ')[0], spanID: span.link.split(' ')[1] }]),
        ],
        tags: [
          ...tags({ 'span.kind': span.kind, 'internal.span.format': 'otlp', ...span.attributes }),
          ...(span.isError === true ? tags({ error: true, 'otel.status_code': 'ERROR' }) : []),
        ],
        logs: [],
      })),
    })),
  };
}

function keyValues(attributes: Record<string, string | number | boolean>): object[] {
  return Object.entries(attributes).map(([key, value]) => ({
    key,
    value:
      typeof value === 'string'
        ? { stringValue: value }
        : typeof value === 'number'
          ? { intValue: String(value) }
          : { boolValue: value },
  }));
}

function tags(attributes: Record<string, string | number | boolean>): object[] {
  return Object.entries(attributes).map(([key, value]) => ({
    key,
    type: { string: 'string', number: 'int64', boolean: 'bool' }[typeof value as 'string' | 'number' | 'boolean'],
    value,
  }));
}

function nano(ms: number): string {
  return String(BigInt(epochMs) * 1_000_000n + BigInt(Math.round(ms * 1e6)));
}

/** Imports texts as one file each. */
export function importTexts(texts: readonly string[], withValues = false): ImportedTraffic {
  const folder = mkdtempSync(join(tmpdir(), 'import-'));
  try {
    const files = texts.map((text, index) => {
      const file = join(folder, `traces-${index + 1}.json`);
      writeFileSync(file, text);
      return file;
    });
    return importTraffic(files, { withValues });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Imports spans; returns the parsed file as well. */
export function importSpans(
  spans: readonly TestSpan[],
  withValues = false,
): ImportedTraffic & { file: Record<string, never> & { services: Record<string, unknown> } } {
  const imported = importTexts([JSON.stringify(otlp(spans))], withValues);
  return { ...imported, file: parse(imported.text) as Record<string, never> & { services: Record<string, unknown> } };
}
