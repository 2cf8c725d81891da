import { UserError } from '../../../lib/errors.ts';
import { nearest } from '../../../lib/nearest.ts';
import type { CollectorNotice } from '../notice.ts';
import { describeSource } from '../../../lib/events/source-line.ts';
import { type ComponentKind, typeOf } from './component-id.ts';
import { inventory } from './inventory.ts';
import {
  addingProcessors,
  derivingConnectors,
  knownTypes,
  removedExtensions,
  removedTypes,
  renamedTypes,
} from './known-components.ts';
import { at, entriesAt, itemsAt, sourceAt, textAt, type Tree } from './tree.ts';

const kinds: readonly ComponentKind[] = ['receivers', 'processors', 'exporters', 'connectors'];
const singular = { receivers: 'receiver', processors: 'processor', exporters: 'exporter', connectors: 'connector' };

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

/**
 * The data that a check lacks without a processor that the engine does not have; undefined if it must not be skipped.
 */
export function passedThrough(type: string): string | undefined {
  return addingProcessors[currentType('processors', type)];
}

/**
 * Rejects removed and unknown components, and those that change telemetry and are not in the engine.
 * @throws UserError that names each with its line and a replacement; exit code 2.
 */
export function rejectComponents(tree: Tree, isUsed: (kind: ComponentKind, id: string) => boolean): void {
  const problems = kinds.flatMap((kind) =>
    entriesAt(tree, kind).flatMap(([id]) => {
      const problem = problemOf(kind, id, isUsed(kind, id));
      if (!problem) return [];
      const source = sourceAt(tree, [kind, id]);
      return [{ ...problem, text: `${source ? `${describeSource(source)}: ` : ''}${problem.text}` }];
    }),
  );
  const [first, ...others] = problems;
  if (!first) return;
  throw new UserError(first.text, {
    code: first.code,
    hint: first.hint,
    details: others.map(({ text, hint }) => `${text} ${hint}`),
  });
}

/**
 * Rejects references to extensions that are not configured. The engine cannot: extensions concern the environment of a
 * Collector, so its configuration has none.
 * @throws UserError with the Collector's own message; exit code 2.
 */
export function rejectExtensions(tree: Tree): void {
  for (const item of itemsAt(tree, 'service', 'extensions')) {
    const id = textAt(item);
    const removed = id === undefined ? undefined : removedExtensions[typeOf(id)];
    if (id !== undefined && removed) {
      throw new UserError(
        `${item.source ? `${describeSource(item.source)}: ` : ''}the type of the extension ${id} was removed from the Collector ${removed.when}.`,
        { code: 'component-removed', hint: removed.instead },
      );
    }
    if (id === undefined || at(tree, 'extensions', id) !== undefined) continue;
    const place = item.source ? `${describeSource(item.source)}: ` : '';
    throw new UserError(`${place}service::extensions: references extension "${id}" which is not configured`, {
      code: 'bad-collector-configuration',
      hint: 'Configure it under extensions, or remove it from service.extensions.',
    });
  }
}

function problemOf(
  kind: ComponentKind,
  id: string,
  used: boolean,
): { text: string; code: string; hint: string } | undefined {
  const type = typeOf(id);
  const what = `the ${singular[kind]} ${id}`;
  if (engineType(kind, type) !== undefined) return undefined;
  const removed = Object.hasOwn(removedTypes[kind], type) ? removedTypes[kind][type] : undefined;
  if (removed) {
    return {
      text: `the type of ${what} was removed from the Collector ${removed.when}.`,
      code: 'component-removed',
      hint: removed.instead,
    };
  }
  const current = currentType(kind, type);
  if (!knownTypes[kind].includes(current)) {
    const near = nearest(type, [...knownTypes[kind], ...Object.keys(renamedTypes[kind])]);
    return {
      text: `${what} has the unknown type ${type}.`,
      code: 'component-unknown',
      hint: near === undefined ? 'See the list of components in the contrib distribution.' : `Did you mean ${near}?`,
    };
  }
  const matters =
    (kind === 'connectors' && current !== 'failover' && derivingConnectors[current] === undefined) ||
    (kind === 'processors' && passedThrough(type) === undefined);
  if (!matters || !used) return undefined;
  return {
    text: `${what} cannot be simulated: it changes telemetry, and the sandbox's engine does not include it.`,
    code: 'component-unsupported',
    hint: `Add a --collector file that overrides the ${kind} of its pipelines without it.`,
  };
}

/** Components whose type has a new name and that use the deprecated one. */
export function renamedTypesIn(tree: Tree): CollectorNotice[] {
  return kinds.flatMap((kind) =>
    entriesAt(tree, kind).flatMap(([id]): CollectorNotice[] => {
      const oldType = typeOf(id);
      const newType = Object.hasOwn(renamedTypes[kind], oldType) ? renamedTypes[kind][oldType] : undefined;
      if (newType === undefined) return [];
      return [{ type: 'renamed-type', id, oldType, newType, source: sourceAt(tree, [kind, id]) }];
    }),
  );
}

function alike(one: string, other: string): boolean {
  return one.replaceAll('_', '') === other.replaceAll('_', '');
}
