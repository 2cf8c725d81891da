import { readFileSync } from 'node:fs';
import { messageOf, UserError } from '../../../../lib/errors.ts';
import { formatBytes } from '../../../../lib/format/bytes.ts';
import { asArray, asObject, asString, type JsonObject } from '../../../../lib/json.ts';
import { readSpans, type StoredSpan } from '../../../../lib/otlp/json/read-spans.ts';
import { readUserFile } from '../../../../lib/user-file.ts';
import { readJaegerTrace } from './jaeger-spans.ts';

/** Half of the longest string of Node.js; it holds about 200,000 spans. */
const maxBytes = 256_000_000;
const hint =
  'Use OTLP JSON, as the file exporter of the Collector writes it, or Jaeger JSON, from "Download" in its UI or from /api/traces.';

export interface TraceFiles {
  spans: StoredSpan[];
  /** Lines with logs or metrics. */
  otherSignals: number;
  /** Last lines that end within an object, as in a file that is still written. */
  cutLines: number;
}

/**
 * Reads the spans of files with traces; `-` is the standard input.
 * @throws UserError if one cannot be read, is not JSON, has another shape, or has no spans; exit code 2.
 */
export function readTraceFiles(files: readonly string[]): TraceFiles {
  const all: TraceFiles = { spans: [], otherSignals: 0, cutLines: 0 };
  for (const file of files) {
    const name = file === '-' ? 'standard input' : file;
    const text = textOf(file, name);
    if (text.trim() === '') throw problem(`${name} is empty.`);
    const before = all.spans.length;
    for (const { value, line } of documentsIn(text, name, all)) addDocument(all, value, `${name}${line}`);
    if (all.spans.length === before) throw problem(`${name} has no spans.`);
  }
  return all;
}

function textOf(file: string, name: string): string {
  try {
    if (file !== '-') return readUserFile(file, maxBytes);
    const bytes = readFileSync(0);
    if (bytes.length > maxBytes)
      throw new Error(`it has ${formatBytes(bytes.length)}, and at most ${formatBytes(maxBytes)} are read`);
    return bytes.toString('utf8');
  } catch (cause) {
    throw new UserError(`Cannot read ${name}: ${messageOf(cause)}.`, {
      code: 'bad-traces-unreadable',
      hint: 'Some thousand traces are enough: of a large file, import its first lines.',
      cause,
    });
  }
}

/** A file is one document, or has one in each line. */
function* documentsIn(text: string, name: string, counts: TraceFiles): Generator<{ value: unknown; line: string }> {
  const lines = text.trimEnd().split('\n');
  const [first = ''] = lines;
  if (lines.length === 1 || parse(first) === undefined) {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch (cause) {
      throw problem(`${name} is not JSON: ${messageOf(cause)}.`, cause);
    }
    yield { value, line: '' };
    return;
  }
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '') continue;
    const value = parse(line);
    if (value !== undefined) yield { value, line: `:${index + 1}` };
    else if (index === lines.length - 1) counts.cutLines += 1;
    else throw problem(`${name}:${index + 1} is not JSON.`);
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function addDocument(all: TraceFiles, value: unknown, place: string): void {
  if (Array.isArray(value)) {
    for (const one of value) addDocument(all, one, place);
    return;
  }
  const document = asObject(value);
  const jaeger = Array.isArray(document.data) ? document.data.map(asObject) : [document];
  const otlp = tracesDataIn(document);
  if (otlp) for (const span of readSpans(otlp)) all.spans.push(span);
  else if ('resourceLogs' in document || 'resourceMetrics' in document) all.otherSignals += 1;
  else if (jaeger.every((trace) => Array.isArray(trace.spans) && 'processes' in trace)) {
    for (const trace of jaeger) for (const span of readJaegerTrace(trace)) all.spans.push(span);
  } else throw wrongShape(document, place);
}

/** OTLP, also within answers of Jaeger's `/api/v3/traces` and of Tempo. */
function tracesDataIn(document: JsonObject): JsonObject | undefined {
  const candidates = [document, asObject(document.result), asObject(document.trace)];
  const found = candidates.find((one) => Array.isArray(one.resourceSpans));
  return found ?? (Array.isArray(document.batches) ? { resourceSpans: document.batches } : undefined);
}

function wrongShape(document: JsonObject, place: string): UserError {
  const [error] = asArray(document.errors).map(asObject);
  if (error) return problem(`${place} is an error of Jaeger: ${asString(error.msg)}.`);
  const keys = Object.keys(document).slice(0, 5);
  const found = keys.length === 0 ? 'it is not an object' : `it has ${keys.join(', ')}`;
  return problem(`${place} has no traces: neither resourceSpans nor data with traces of Jaeger; ${found}.`);
}

function problem(message: string, cause?: unknown): UserError {
  return new UserError(message, { code: 'bad-traces', hint, cause });
}
