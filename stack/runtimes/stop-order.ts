import { type ComponentName, components } from '../components/component.ts';

const steps = [...new Set(components.map(({ stopOrder }) => stopOrder))].sort((a, b) => a - b);

/** The groups in which a stack stops, one after another; the members of a group stop at once. */
export const stopOrder: readonly (readonly ComponentName[])[] = steps.map((step) =>
  components.filter((component) => component.stopOrder === step).map(({ name }) => name),
);
