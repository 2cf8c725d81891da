import { defined } from '../../../lib/defined.ts';
import type { OtlpSignal } from '../../../lib/otlp/signal.ts';
import type { AttributeUse } from './adapted-collector.ts';
import { typeOf } from './component-id.ts';
import { currentType } from './component-types.ts';
import { conditionUses, type Use } from './condition-uses.ts';
import { isConnector, type Pipeline, signalsOf } from './pipelines.ts';
import { policyUses } from './policy-uses.ts';
import { at, entriesAt, itemsAt, textAt, type Tree } from './tree.ts';

type Where = AttributeUse['on'];

/** The attributes that the components of the pipelines use, in the order of the file. */
export function readAttributeUses(tree: Tree, pipelines: readonly Pipeline[]): AttributeUse[] {
  const processors = entriesAt(tree, 'processors').flatMap(([id, body]) => {
    const signals = signalsOf(pipelines, 'processors', id);
    return signals.length === 0 ? [] : named(id, usesOfProcessor(typeOf(id), body, placeIn(signals)));
  });
  const connectors = entriesAt(tree, 'connectors').flatMap(([id, body]) => {
    const signals = signalsOf(pipelines, 'exporters', id);
    return signals.length === 0 || !isConnector(tree, id) ? [] : named(id, usesOfConnector(typeOf(id), body));
  });
  return [...processors, ...connectors];
}

/** The kind of attributes that a processor uses if its configuration does not specify one. */
function placeIn(signals: readonly OtlpSignal[]): Where {
  const [signal, ...others] = signals;
  if (signal === undefined || others.length > 0) return 'any';
  return ({ traces: 'span', metrics: 'datapoint', logs: 'log' } as const)[signal];
}

function named(id: string, uses: readonly Use[]): AttributeUse[] {
  return uses.map(({ key, on, writes, source, policy }) => ({
    component: policy === undefined ? id : `${id} policy ${policy}`,
    key,
    on,
    writes,
    ...defined({ source }),
  }));
}

function usesOfProcessor(type: string, body: Tree, place: Where): Use[] {
  switch (currentType('processors', type)) {
    case 'attributes':
      return [...matchUses(body, place), ...actionUses(at(body, 'actions'), place)];
    case 'resource':
      return actionUses(at(body, 'attributes'), 'resource');
    case 'filter':
      return [...conditionUses(body), ...matchUses(at(body, 'spans'), 'span')];
    case 'transform':
      return conditionUses(body);
    case 'tail_sampling':
      return policyUses(itemsAt(body, 'policies'));
    case 'redaction':
      return [...keysOf(at(body, 'allowed_keys'), 'any'), ...keysOf(at(body, 'ignored_keys'), 'any')];
    case 'probabilistic_sampler': {
      const fromRecord = textAt(body, 'attribute_source') === 'record';
      return [
        ...(fromRecord ? keysOf(at(body, 'from_attribute'), 'log') : []),
        ...keysOf(at(body, 'sampling_priority'), 'log'),
      ];
    }
    case 'groupbyattrs':
      return keysOf(at(body, 'keys'), place);
    case 'span':
      return keysOf(at(body, 'name', 'from_attributes'), 'span');
    case 'metrics_transform':
      return itemsAt(body, 'transforms')
        .flatMap((one) => itemsAt(one, 'operations'))
        .flatMap((one) => [
          ...keysOf(at(one, 'label'), 'datapoint'),
          ...keysOf(at(one, 'label_set'), 'datapoint'),
          ...keysOf(at(one, 'new_label'), 'datapoint', true),
        ]);
    default:
      return [];
  }
}

function usesOfConnector(type: string, body: Tree): Use[] {
  switch (currentType('connectors', type)) {
    case 'span_metrics':
      return [
        ...['dimensions', 'calls_dimensions'].flatMap((list) => namesOf(itemsAt(body, list), 'any')),
        ...namesOf(itemsAt(body, 'histogram', 'dimensions'), 'any'),
        ...namesOf(itemsAt(body, 'events', 'dimensions'), 'spanEvent'),
      ];
    case 'service_graph':
      return [...keysOf(at(body, 'dimensions'), 'any'), ...keysOf(at(body, 'database_name_attributes'), 'span')];
    case 'exceptions':
      return namesOf(itemsAt(body, 'dimensions'), 'any');
    case 'routing':
    case 'count':
    case 'sum':
    case 'signal_to_metrics':
      return conditionUses(body);
    default:
      return [];
  }
}

/** The actions of the processors `attributes` and `resource`. */
function actionUses(list: Tree | undefined, on: Where): Use[] {
  return itemsAt(list).flatMap((action) => {
    const kind = textAt(action, 'action');
    const written = kind === 'extract' ? [...(textAt(action, 'pattern') ?? '').matchAll(/\(\?P?<(\w+)>/g)] : [];
    return [
      // insert and upsert work without the attribute; update, delete, hash, convert and extract need it.
      ...keysOf(at(action, 'key'), on, kind === 'insert' || kind === 'upsert'),
      ...keysOf(at(action, 'from_attribute'), on),
      ...written.map(([, key = '']) => ({ key, on, writes: true, source: action.source })),
    ];
  });
}

function matchUses(body: Tree | undefined, on: Where): Use[] {
  return ['include', 'exclude'].flatMap((which) => [
    ...itemsAt(body, which, 'attributes').flatMap((one) => keysOf(at(one, 'key'), on)),
    ...itemsAt(body, which, 'resources').flatMap((one) => keysOf(at(one, 'key'), 'resource')),
  ]);
}

function namesOf(items: readonly Tree[], on: Where): Use[] {
  return items.flatMap((item) => keysOf(at(item, 'name'), on));
}

/** A key, or all keys of a list. */
function keysOf(tree: Tree | undefined, on: Where, writes = false): Use[] {
  return (tree?.kind === 'list' ? tree.items : tree ? [tree] : []).flatMap((item) => {
    const key = textAt(item);
    return key === undefined || key === '' ? [] : [{ key, on, writes, source: item.source }];
  });
}
