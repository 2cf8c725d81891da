const names = ['', 'internal', 'server', 'client', 'producer', 'consumer'];

/** A span kind's name in Jaeger's API; unspecified counts as internal there. */
export function kindName(kind: number): string {
  return names[kind] || 'internal';
}

/** The number of a span kind's name in any case; 0, unspecified, for any other text. */
export function kindNumber(name: string): number {
  return Math.max(names.indexOf(name.toLowerCase()), 0);
}
