/** The kinds of components, as their sections are called. */
export type ComponentKind = 'receivers' | 'processors' | 'exporters' | 'connectors';

/** The type of a component's id: `tail_sampling` of `tail_sampling/gold`. */
export function typeOf(id: string): string {
  return id.split('/')[0]?.trim() ?? id;
}

/** An id of another type that names the first: `otlp/jaeger/legacy` for `jaeger/legacy`. What is of the type already stays. */
export function idAs(type: string, id: string, taken: ReadonlySet<string>): string {
  const wanted = typeOf(id) === type ? id : `${type}/${id}`;
  for (let number = 2, free = wanted; ; number += 1) {
    if (!taken.has(free)) return free;
    free = `${typeOf(id) === type ? `${type}/${id}` : wanted}_${number}`;
  }
}
