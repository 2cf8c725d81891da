import { at, dataOf, entriesAt, itemsAt, mapTree, textAt, type Tree, treeOf } from './tree.ts';
import { ownMetricsPort } from './exporters.ts';

/** How the Collector names its own metrics if no reader is configured. */
const defaultNames = { without_scope_info: true, without_units: true, without_type_suffix: true };

/**
 * `service.telemetry` for a check: metrics on a known port, at the user's level or the default one, and warnings as
 * JSON. The user's settings for names and labels of metrics are kept, because rules depend on them.
 */
export function ownTelemetry(tree: Tree): Tree {
  const metrics = at(tree, 'service', 'telemetry', 'metrics');
  const level = textAt(metrics, 'level') === 'detailed' ? 'detailed' : 'normal';
  const own = itemsAt(metrics, 'readers').map((reader) => at(reader, 'pull', 'exporter', 'prometheus'));
  const configured = own.find((reader) => reader !== undefined);
  const shaping = entriesAt(configured).filter(([key]) => key.startsWith('with'));
  const names = configured ? Object.fromEntries(shaping.map(([key, value]) => [key, dataOf(value)])) : defaultNames;
  const prometheus = { host: '0.0.0.0', port: ownMetricsPort, ...names };
  const readers = [{ pull: { exporter: { prometheus } } }];
  return mapTree({
    resource: at(tree, 'service', 'telemetry', 'resource'),
    logs: treeOf({ level: 'warn', encoding: 'json' }),
    metrics: mapTree({ level: treeOf(level), views: at(metrics, 'views'), readers: treeOf(readers) }),
  });
}
