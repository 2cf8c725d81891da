import type { SelectLabelsStage } from '../logql/ast.ts';
import type { Line } from './line.ts';
import { compileMatcher } from './matcher.ts';

/** Loki's `drop`: removes labels, or errors of earlier stages. */
export function compileDrop({ labels }: SelectLabelsStage): (line: Line) => boolean {
  const dropped = compileSelected(labels);
  return (line) => {
    for (const { name, matches } of dropped) {
      const value = line.get(name);
      if (value !== undefined && matches(value)) line.remove(name);
    }
    return true;
  };
}

/** Loki's `keep`: removes all other labels; errors of earlier stages stay. */
export function compileKeep({ labels }: SelectLabelsStage): (line: Line) => boolean {
  const kept = compileSelected(labels);
  return (line) => {
    for (const [name, value] of Object.entries(line.labels())) {
      if (name === '__error__' || name === '__error_details__') continue;
      if (!kept.some((label) => label.name === name && label.matches(value))) line.remove(name);
    }
    return true;
  };
}

function compileSelected(labels: SelectLabelsStage['labels']): { name: string; matches: (value: string) => boolean }[] {
  return labels.map((label) => ({
    name: label.name,
    matches: 'op' in label ? compileMatcher(label) : () => true,
  }));
}
