import { at, dataOf, entriesAt, itemsAt, mapTree, textAt, type Tree, treeOf } from './tree.ts';
import { ownMetricsPort } from './exporters.ts';

/** How the Collector names its own metrics where nobody asks for a reader of their own. */
const defaultNames = { without_scope_info: true, without_units: true, without_type_suffix: true };

/**
 * `service.telemetry` for a check: metrics at the person's level, or the normal one, on a known port; and warnings as JSON. What shapes the
 * names and labels of the metrics is the person's, as rules depend on it.
 */
export function ownTelemetry(tree: Tree): Tree {
  const metrics = at(tree, 'service', 'telemetry', 'metrics');
  const level = textAt(metrics, 'level') === 'detailed' ? 'detailed' : 'normal';
  const own = itemsAt(metrics, 'readers').map((reader) => at(reader, 'pull', 'exporter', 'prometheus'));
  const asked = own.find((reader) => reader !== undefined);
  const shaping = entriesAt(asked).filter(([key]) => key.startsWith('with'));
  const names = asked ? Object.fromEntries(shaping.map(([key, value]) => [key, dataOf(value)])) : defaultNames;
  const prometheus = { host: '0.0.0.0', port: ownMetricsPort, ...names };
  const readers = [{ pull: { exporter: { prometheus } } }];
  return mapTree({
    resource: at(tree, 'service', 'telemetry', 'resource'),
    logs: treeOf({ level: 'warn', encoding: 'json' }),
    metrics: mapTree({ level: treeOf(level), views: at(metrics, 'views'), readers: treeOf(readers) }),
  });
}
