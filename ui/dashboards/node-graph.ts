import type { PanelSeries } from './ask-panel.ts';

/** Who calls whom, in layers from those that no one calls. */
export interface NodeGraph {
  /** From the top; each from left to right. */
  layers: readonly (readonly string[])[];
  edges: readonly { source: string; target: string; value: number }[];
}

/** The graph of series whose labels `source` and `target` name nodes, as Grafana's node graph has them. */
export function nodeGraphOf(series: readonly Pick<PanelSeries, 'labels' | 'points'>[]): NodeGraph {
  const edges = series.flatMap(({ labels: { source = '', target = '' }, points }) => {
    const value = points.at(-1)?.[1] ?? Number.NaN;
    return source === '' || target === '' ? [] : [{ source, target, value }];
  });
  const names = [...new Set(edges.flatMap(({ source, target }) => [source, target]))].sort();
  const depth = new Map<string, number>();
  const visit = (name: string, at: number, path: ReadonlySet<string>): void => {
    // A circle of calls has no depth.
    if (path.has(name) || (depth.get(name) ?? -1) >= at) return;
    depth.set(name, at);
    for (const { source, target } of edges) if (source === name) visit(target, at + 1, new Set([...path, name]));
  };
  const roots = names.filter((name) => !edges.some(({ source, target }) => target === name && source !== name));
  for (const root of roots) visit(root, 0, new Set());
  // What is only in circles.
  for (const name of names) if (!depth.has(name)) visit(name, 0, new Set());
  const layers = Array.from({ length: Math.max(-1, ...depth.values()) + 1 }, (_, layer) =>
    names.filter((name) => depth.get(name) === layer),
  );
  return { layers, edges };
}
