import type {
  AnyValue,
  ExportLogsRequest,
  KeyValue,
  LogRecord,
  Resource,
  Scope,
} from '../../../lib/otlp/json/types.ts';
import { valueText } from '../../../lib/otlp/json/value-text.ts';
import { detectedLevel } from './detected-level.ts';
import { indexedAttributes, labelName, serviceNameLabels } from './index-labels.ts';
import { type Labels, type LogEntry, labelValue, valueOf } from './log-entry.ts';

/** A record in the form that Loki gives it, and the labels of the stream that it belongs to. */
export interface ReadRecord {
  labels: Labels;
  entry: LogEntry;
}

/** The objects around the text of an entry, measured with ten attributes. */
const entryOverhead = 160;
const valueOverhead = 16;

/**
 * Makes Loki's records of OTLP's: some resource attributes become index labels, everything else structured metadata.
 * Source: grafana/loki, pkg/loghttp/push/otlp.go.
 *
 * @param now nanoseconds since the epoch, for records without a time
 */
export function* readRecords(request: ExportLogsRequest, now: bigint): Generator<ReadRecord> {
  for (const { resource, scopeLogs } of request.resourceLogs ?? []) {
    const { labels, metadata } = splitResource(resource);
    for (const { scope, logRecords } of scopeLogs ?? []) {
      const shared = [...metadata, ...scopeMetadata(scope)];
      for (const record of logRecords ?? []) yield { labels, entry: entryOf(record, labels, shared, now) };
    }
  }
}

function splitResource(resource: Resource | undefined): { labels: Labels; metadata: string[] } {
  const labels: Record<string, string> = {};
  const metadata: string[] = [];
  for (const { key = '', value } of resource?.attributes ?? []) {
    if (!indexedAttributes.has(key)) pushAttribute(metadata, key, value);
    else if (valueText(value) !== '') labels[labelName(key)] = valueText(value);
  }
  if (labels.service_name === undefined) {
    const from = serviceNameLabels.find((name) => labels[name] !== undefined);
    labels.service_name = (from === undefined ? undefined : labels[from]) ?? 'unknown_service';
  }
  return { labels, metadata };
}

function scopeMetadata(scope: Scope | undefined): string[] {
  const metadata: string[] = [];
  pushAttributes(metadata, scope?.attributes);
  push(metadata, 'scope_name', scope?.name);
  push(metadata, 'scope_version', scope?.version);
  push(metadata, 'scope_dropped_attributes_count', scope?.droppedAttributesCount);
  return metadata;
}

function entryOf(record: LogRecord, labels: Labels, shared: readonly string[], now: bigint): LogEntry {
  const own: string[] = [];
  pushAttributes(own, record.attributes);
  if (record.timeUnixNano !== undefined) push(own, 'observed_timestamp', record.observedTimeUnixNano);
  push(own, 'severity_number', record.severityNumber);
  push(own, 'severity_text', record.severityText);
  push(own, 'dropped_attributes_count', record.droppedAttributesCount);
  push(own, 'flags', record.flags);
  push(own, 'trace_id', unlessZero(record.traceId));
  push(own, 'span_id', unlessZero(record.spanId));
  const line = valueText(record.body);
  const find = (name: string): string | undefined =>
    labelValue(labels, name) ?? valueOf(own, name) ?? valueOf(shared, name);
  if (find('detected_level') === undefined) {
    push(own, 'detected_level', detectedLevel(find, record.severityNumber ?? 0, line));
  }
  const text = own.reduce((sum, value) => sum + value.length + valueOverhead, line.length);
  return {
    time: BigInt(record.timeUnixNano ?? record.observedTimeUnixNano ?? now),
    line,
    own,
    shared,
    bytes: entryOverhead + text,
  };
}

function pushAttributes(into: string[], attributes: readonly KeyValue[] | undefined): void {
  for (const { key = '', value } of attributes ?? []) pushAttribute(into, key, value);
}

/** Maps become one name per leaf, joined with `_`. */
function pushAttribute(into: string[], key: string, value: AnyValue | undefined): void {
  if (value?.kvlistValue === undefined) {
    push(into, labelName(key), valueText(value));
    return;
  }
  for (const item of value.kvlistValue.values ?? []) pushAttribute(into, `${key}_${item.key ?? ''}`, item.value);
}

function push(into: string[], name: string, value: string | number | undefined): void {
  if (value !== undefined && value !== '') into.push(name, String(value));
}

function unlessZero(id: string | undefined): string | undefined {
  return id === undefined || /^0*$/.test(id) ? undefined : id;
}
