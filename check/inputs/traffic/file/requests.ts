import { grpcMethod } from '../../../../simulation/services/rpc-library.ts';
import type { RequestKind } from '../traffic.ts';
import type { CallGraph } from './call-graph.ts';
import type { Problems } from '../../../../lib/yaml/problems.ts';
import type { TrafficFile } from './schema.ts';
import { pathOf, targetOf } from './targets.ts';
import type { Values } from './values.ts';

/** The kinds of incoming requests; by default one for every route that no service calls. */
export function requestsOf(file: TrafficFile, graph: CallGraph, values: Values, problems: Problems): RequestKind[] {
  const written = file.requests ?? graph.entryPoints.map((key) => key.replace(` ${grpcMethod} `, ' '));
  if (written.length === 0) {
    problems.add(
      ['services'],
      'there are no incoming requests: every route is called by a service; list some under requests',
    );
  }
  const kinds = written.flatMap((one, index) => {
    const {
      request,
      name = request,
      weight = 1,
      class: kind = 'normal',
      path,
    } = typeof one === 'string' ? { request: one } : one;
    const at = file.requests ? ['requests', index, ...(typeof one === 'string' ? [] : ['request'])] : ['services'];
    const target = targetOf(request, at, file.services, problems);
    if (!target) return [];
    const concrete = path === undefined ? pathOf(target.route) : values.text(path, ['requests', index, 'path']);
    return [{ name, ...target, path: concrete, weight, class: kind }];
  });
  if (kinds.length > 0 && !kinds.some(({ weight }) => weight > 0)) {
    problems.add(['requests'], 'at least one request must have a weight above 0');
  }
  return kinds;
}
