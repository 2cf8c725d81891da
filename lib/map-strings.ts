/** A copy of JSON data in which every string but the keys is replaced. */
export function mapStrings<T>(data: T, map: (text: string) => string): T {
  return mapped(data, map) as T;
}

function mapped(data: unknown, map: (text: string) => string): unknown {
  if (typeof data === 'string') return map(data);
  if (typeof data !== 'object' || data === null) return data;
  if (Array.isArray(data)) return data.map((item) => mapped(item, map));
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, mapped(value, map)]));
}
