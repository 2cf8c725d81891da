import type { AnyValue, KeyValue } from './types.ts';

/** A value as text, as the Collector's `AsString` formats it: searches compare it, and Loki stores it. */
export function valueText(value: AnyValue | undefined): string {
  if (value === undefined) return '';
  if (value.stringValue !== undefined) return value.stringValue;
  if (value.intValue !== undefined) return value.intValue;
  if (value.boolValue !== undefined) return String(value.boolValue);
  if (value.doubleValue !== undefined) return doubleText(value.doubleValue);
  if (value.bytesValue !== undefined) return value.bytesValue;
  if (value.arrayValue === undefined && value.kvlistValue === undefined) return '';
  return JSON.stringify(plain(value));
}

/** The text of the attribute `key`; undefined if there is none. */
export function attributeText(attributes: readonly KeyValue[] | undefined, key: string): string | undefined {
  const found = attributes?.find((attribute) => attribute.key === key);
  return found === undefined ? undefined : valueText(found.value);
}

function plain(value: AnyValue | undefined): unknown {
  if (value === undefined) return null;
  if (value.arrayValue !== undefined) return (value.arrayValue.values ?? []).map(plain);
  if (value.kvlistValue !== undefined) {
    return Object.fromEntries((value.kvlistValue.values ?? []).map((item) => [item.key ?? '', plain(item.value)]));
  }
  if (value.intValue !== undefined) return Number(value.intValue);
  return value.stringValue ?? value.boolValue ?? value.doubleValue ?? value.bytesValue ?? null;
}

function doubleText(value: number | string): string {
  if (value === 'Infinity') return '+Inf';
  if (value === '-Infinity') return '-Inf';
  return String(value);
}
