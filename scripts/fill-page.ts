/** A page with each `{{name}}` replaced by its value, and those without a value left for later. */
export function fillPage(page: string, values: Readonly<Record<string, string>>): string {
  return page.replaceAll(/\{\{([a-z-]+)\}\}/g, (placeholder, name: string) => values[name] ?? placeholder);
}
