import type { Step } from '../../../../simulation/services/system.ts';

/** The steps within a step, in one list for each branch; none for a step that is no group. */
export function innerSteps(step: Step): readonly (readonly Step[])[] {
  if (step.do === 'span' || step.do === 'sometimes') return [step.steps];
  if (step.do === 'always') return [step.steps, step.afterwards];
  return step.do === 'together' ? step.branches : [];
}
