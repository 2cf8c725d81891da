import { replaceReferences } from '../../lib/grafana/references.ts';

/** A link of a value, to a place in the workbench where it has one: of another dashboard its UID and variables. */
export interface ResolvedLink {
  title: string;
  dashboard: string;
  variables: Readonly<Record<string, string>>;
}

/** Fills in a link of a field for a series; undefined for one that leads elsewhere than to a dashboard. */
export function resolveLink(
  { title, url }: { title: string; url: string },
  labels: Readonly<Record<string, string>>,
): ResolvedLink | undefined {
  const fillIn = (text: string, escape: (value: string) => string): string =>
    replaceReferences(text, (name) => {
      const label = /^__field\.labels\.(.+)$/.exec(name)?.[1];
      if (label !== undefined) return escape(labels[label] ?? '');
      return name === '__url_time_range' ? '' : undefined;
    });
  const [, dashboard, query = ''] =
    /^\/d\/([\w-]+)(?:\/[^?]*)?(?:\?(.*))?$/.exec(fillIn(url, encodeURIComponent)) ?? [];
  if (dashboard === undefined) return undefined;
  const variables = [...new URLSearchParams(query)].filter(([name]) => name.startsWith('var-'));
  return { title: fillIn(title, (value) => value), dashboard, variables: Object.fromEntries(variables) };
}
