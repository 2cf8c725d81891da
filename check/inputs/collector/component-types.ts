import { UserError } from '../../../lib/errors.ts';
import { defined } from '../../../lib/defined.ts';
import { editDistance, nearest } from '../../../lib/nearest.ts';
import type { CollectorNotice } from '../notice.ts';
import { describeSource } from '../../../lib/events/source-line.ts';
import { type ComponentKind, typeOf } from './component-id.ts';
import { inventory } from './inventory.ts';
import {
  alike,
  derivingConnectors,
  knownTypes,
  removalOf,
  renamedTypes,
  skippedProcessors,
} from './known-components.ts';
import { at, entriesAt, itemsAt, sourceAt, textAt, type Tree } from './tree.ts';

const kinds: readonly ComponentKind[] = ['receivers', 'processors', 'exporters', 'connectors'];
const singular = {
  receivers: 'receiver',
  processors: 'processor',
  exporters: 'exporter',
  connectors: 'connector',
  extensions: 'extension',
} as const;

/** The current name of a type, for any of its names. */
export function currentType(kind: ComponentKind, type: string): string {
  return renamedTypes[kind][type] ?? knownTypes[kind].find((known) => alike(known, type)) ?? type;
}

/** The engine's name of a type, the same name if it accepts that; undefined if it has no such component. */
export function engineType(kind: ComponentKind, type: string): string | undefined {
  const there: readonly string[] = inventory[kind];
  if (there.includes(type)) return type;
  return there.find((one) => alike(one, type));
}

/** Whether the contrib distribution has a type, under any of its names. */
export function isKnown(kind: ComponentKind, type: string): boolean {
  return removalOf(kind, type) === undefined && knownTypes[kind].includes(currentType(kind, type));
}

/** What a check lacks without a processor that the engine does not have. */
export function missingWithout(type: string): string {
  return skippedProcessors[currentType('processors', type)] ?? 'changes that the check does not know';
}

/** What a check lacks without a connector that the engine does not have. */
export function derivedBy(type: string): string {
  return derivingConnectors[currentType('connectors', type)] ?? 'data that the check does not know';
}

/**
 * Components and extensions whose type the contrib distribution does not have: removed ones, misspelled ones, and those
 * of other distributions.
 */
export function foreignComponents(tree: Tree): CollectorNotice[] {
  const used = itemsAt(tree, 'service', 'extensions').map((item) => textAt(item));
  return [...kinds, 'extensions' as const].flatMap((kind) =>
    entriesAt(tree, kind).flatMap(([id]): CollectorNotice[] => {
      const type = typeOf(id);
      const at = { what: singular[kind], id, source: sourceAt(tree, [kind, id]) };
      const index = kind === 'extensions' ? used.indexOf(id) : undefined;
      if (index === -1) return [];
      if (kind !== 'extensions' && engineType(kind, type) !== undefined) return [];
      const removal = removalOf(kind, type);
      const settings = entriesAt(tree, kind, id).map(([key]) => key);
      if (removal) return [{ type: 'removed-component', ...at, ...removal, settings, ...defined({ index }) }];
      // A check starts no extensions, so their types do not matter.
      if (kind === 'extensions' || isKnown(kind, type)) return [];
      const near = nearest(type, [...knownTypes[kind], ...Object.keys(renamedTypes[kind])]);
      const isTypo = near !== undefined && editDistance(type, near) <= Math.min(2, Math.floor(type.length / 4));
      return [{ type: 'unknown-component', ...at, ...defined({ near: isTypo ? near : undefined }) }];
    }),
  );
}

/**
 * Rejects references to extensions that are not configured. The engine cannot: extensions concern the environment of a
 * Collector, so its configuration has none.
 * @throws UserError with the Collector's own message; exit code 2.
 */
export function rejectExtensions(tree: Tree): void {
  for (const item of itemsAt(tree, 'service', 'extensions')) {
    const id = textAt(item);
    if (id === undefined || at(tree, 'extensions', id) !== undefined) continue;
    const place = item.source ? `${describeSource(item.source)}: ` : '';
    throw new UserError(`${place}service::extensions: references extension "${id}" which is not configured`, {
      code: 'bad-collector-configuration',
      hint: 'Configure it under extensions, or remove it from service.extensions.',
    });
  }
}

/** Components whose type has a new name and that use the deprecated one. */
export function renamedTypesIn(tree: Tree): CollectorNotice[] {
  return kinds.flatMap((kind) =>
    entriesAt(tree, kind).flatMap(([id]): CollectorNotice[] => {
      const oldType = typeOf(id);
      const newType = Object.hasOwn(renamedTypes[kind], oldType) ? renamedTypes[kind][oldType] : undefined;
      if (newType === undefined) return [];
      return [{ type: 'renamed-type', section: kind, id, oldType, newType, source: sourceAt(tree, [kind, id]) }];
    }),
  );
}
