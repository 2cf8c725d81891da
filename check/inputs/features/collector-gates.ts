import { UserError } from '../../../lib/errors.ts';
import { describeSource } from '../../../lib/events/source-line.ts';
import { nearest } from '../../../lib/nearest.ts';
import { componentVersions } from '../../../stack/components/versions.ts';
import { inventory } from '../collector/inventory.ts';
import type { FeatureNotice } from '../notice.ts';
import type { Features, FeatureList } from './feature-list.ts';
import { ownerOfGate } from './feature-owner.ts';

const gates: Readonly<Record<string, string>> = inventory.gates;

/** The check counts traces by what this gate adds to their spans. */
const needed = 'processor.tailsamplingprocessor.recordpolicy';

interface Gate {
  id: string;
  isOn: boolean;
  source: FeatureList['source'];
}

/**
 * The gates that the Collectors of a check are started with. Those of components that the engine does not have are left
 * out, with a notice.
 * @throws UserError with the Collector's own message for unknown gates and those that cannot be changed; exit code 2.
 */
export function readGates(lists: readonly FeatureList[]): Pick<Features, 'gates' | 'notices'> {
  const found = lists.flatMap(gatesIn);
  const notices = found.flatMap((gate): FeatureNotice[] => {
    const why = withoutEffect(gate);
    return why === undefined
      ? []
      : [{ type: 'feature-without-effect', flag: '--feature-gates', name: gate.id, why, source: gate.source }];
  });
  const taken = found.filter((gate) => Object.hasOwn(gates, gate.id) && withoutEffect(gate) === undefined);
  return { gates: taken.map(({ id, isOn }) => `${isOn ? '' : '-'}${id}`), notices };
}

function gatesIn({ text, source }: FeatureList): Gate[] {
  if (text === '') return [];
  return text.split(',').map((written, index) => {
    if (written === '') throw rejected(`empty feature gate identifier at index ${index}`, source, 'Remove the comma.');
    const gate = { id: written.replace(/^[-+]/, ''), isOn: !written.startsWith('-'), source };
    assertAccepted(gate);
    return gate;
  });
}

function assertAccepted({ id, isOn, source }: Gate): void {
  const stage = Object.hasOwn(gates, id) ? gates[id] : undefined;
  if (stage === 'Stable' && !isOn) {
    throw rejected(`feature gate "${id}" is stable, can not be disabled`, source, 'Remove it.');
  }
  if (stage === 'Deprecated' && isOn) {
    throw rejected(`feature gate "${id}" is deprecated, can not be enabled`, source, 'Remove it.');
  }
  if (stage !== undefined || ownerOfGate(id) !== undefined) return;
  const near = nearest(id, Object.keys(gates));
  const hint = `Collector ${componentVersions.collector} has no such gate: it is misspelled, or of another release.`;
  throw rejected(`no such feature gate "${id}"`, source, near === undefined ? hint : `${hint} Did you mean ${near}?`);
}

/** Why a gate has no effect in a check; undefined if it has one. */
function withoutEffect({ id, isOn }: Gate): string | undefined {
  const stage = Object.hasOwn(gates, id) ? gates[id] : undefined;
  if (stage === undefined) return `it is a gate of ${ownerOfGate(id) ?? 'a component'} that the engine does not have`;
  if (stage === 'Stable') return 'it is stable and already enabled, and a later release rejects it';
  if (stage === 'Deprecated') return 'it is deprecated and already disabled, and a later release rejects it';
  if (id === needed && !isOn) return 'a check reads from the spans which policy sampled them';
  return undefined;
}

function rejected(message: string, source: FeatureList['source'], hint: string): UserError {
  return new UserError(`${source ? describeSource(source) : '--feature-gates'}: ${message}`, {
    code: 'bad-feature-gate',
    hint: `${hint} The Collector would not start with it either.`,
  });
}
