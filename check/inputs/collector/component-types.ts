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

/** The current name of a type, whatever of its names is given. */
export function currentType(kind: ComponentKind, type: string): string {
  return renamedTypes[kind][type] ?? knownTypes[kind].find((known) => alike(known, type)) ?? type;
}

/** The name by which the engine knows a type, the given one where it takes that; undefined where it has no such component. */
export function engineType(kind: ComponentKind, type: string): string | undefined {
  const there: readonly string[] = inventory[kind];
  if (there.includes(type)) return type;
  return there.find((one) => alike(one, type));
}

/** What is not tested where a processor that the engine does not have is left out; undefined where leaving it out would matter. */
export function passedThrough(type: string): string | undefined {
  return addingProcessors[currentType('processors', type)];
}

/**
 * Refuses components that no Collector of today has, and those that matter and are not in the engine.
 * @throws UserError that names each with its line, and what to use in its place; exit code 2.
 */
export function refuseComponents(tree: Tree, isUsed: (kind: ComponentKind, id: string) => boolean): void {
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
 * Refuses references to extensions that are not there, which the engine cannot do: extensions are about the surroundings, and left out.
 * @throws UserError in the words of the Collector; exit code 2.
 */
export function refuseExtensions(tree: Tree): void {
  for (const item of itemsAt(tree, 'service', 'extensions')) {
    const id = textAt(item);
    const removed = id === undefined ? undefined : removedExtensions[typeOf(id)];
    if (id !== undefined && removed) {
      throw new UserError(
        `${item.source ? `${describeSource(item.source)}: ` : ''}the extension ${id} is of a type that the Collector no longer has, ${removed.when}.`,
        { code: 'component-removed', hint: removed.instead },
      );
    }
    if (id === undefined || at(tree, 'extensions', id) !== undefined) continue;
    const place = item.source ? `${describeSource(item.source)}: ` : '';
    throw new UserError(`${place}service::extensions: references extension "${id}" which is not configured`, {
      code: 'bad-collector-configuration',
      hint: 'Configure it under extensions, or leave it out of service.extensions.',
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
      text: `${what} is of a type that the Collector no longer has, ${removed.when}.`,
      code: 'component-removed',
      hint: removed.instead,
    };
  }
  const current = currentType(kind, type);
  if (!knownTypes[kind].includes(current)) {
    const near = nearest(type, [...knownTypes[kind], ...Object.keys(renamedTypes[kind])]);
    return {
      text: `${what} is of a type that nobody knows.`,
      code: 'component-unknown',
      hint: near === undefined ? 'See the components of the contrib distribution.' : `Did you mean ${near}?`,
    };
  }
  const matters =
    (kind === 'connectors' && current !== 'failover' && derivingConnectors[current] === undefined) ||
    (kind === 'processors' && passedThrough(type) === undefined);
  if (!matters || !used) return undefined;
  return {
    text: `${what} cannot be checked: it changes telemetry, and the engine of the sandbox does not have it.`,
    code: 'component-unsupported',
    hint: `Leave it out of the pipelines in a further --collector file, such as one that gives a pipeline other ${kind}.`,
  };
}

/** Components whose type has a new name; the old one is deprecated. */
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
