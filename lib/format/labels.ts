/** A label set without the metric name: `{service="order", code="500"}`. Only strings have quotes: `{rate=1}`. */
export function formatLabels(labels: Readonly<Record<string, unknown>>): string {
  const parts = Object.entries(labels)
    .filter(([name]) => name !== '__name__')
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return `{${parts.join(', ')}}`;
}

/** The same after a name: nothing if there are no labels. */
export function labelSuffix(labels: Readonly<Record<string, unknown>>): string {
  return Object.keys(labels).length === 0 ? '' : formatLabels(labels);
}
