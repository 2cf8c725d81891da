/** The kinds of components, by the names of their sections. */
export type ComponentKind = 'receivers' | 'processors' | 'exporters' | 'connectors';

/** The type in a component's ID: `tail_sampling` in `tail_sampling/gold`. */
export function typeOf(id: string): string {
  return id.split('/')[0]?.trim() ?? id;
}

/**
 * An ID of another type that contains the original: `otlp/jaeger/legacy` for `jaeger/legacy`. Keeps one of that type.
 */
export function idAs(type: string, id: string, taken: ReadonlySet<string>): string {
  const wanted = typeOf(id) === type ? id : `${type}/${id}`;
  for (let number = 2, free = wanted; ; number += 1) {
    if (!taken.has(free)) return free;
    free = `${typeOf(id) === type ? `${type}/${id}` : wanted}_${number}`;
  }
}
