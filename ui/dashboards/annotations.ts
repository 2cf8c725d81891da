import type { PrometheusApi } from '../clients.ts';
import type { Annotation } from './dashboard.ts';
import { fill, type Scope } from './scope.ts';

/** The times at which the query of an annotation has a result, in milliseconds since the epoch. */
export async function askAnnotations(
  annotations: readonly Annotation[],
  scope: Scope,
  prometheus: Pick<PrometheusApi, 'queryRange'>,
  signal: AbortSignal,
): Promise<{ from: number; to: number }[]> {
  const { start, end, stepMs } = scope;
  const answers = await Promise.all(
    annotations.map(({ expr }) => prometheus.queryRange(fill(expr, scope), { start, end, stepMs, signal })),
  );
  const times = answers.flat().flatMap(({ points }) => points.filter(([, value]) => value !== 0).map(([time]) => time));
  const regions: { from: number; to: number }[] = [];
  for (const time of [...new Set(times)].sort((a, b) => a - b)) {
    const last = regions.at(-1);
    if (last && time - last.to <= stepMs) last.to = time;
    else regions.push({ from: time, to: time });
  }
  return regions;
}
