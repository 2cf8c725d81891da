/** The heights of the panes of Home while the stack runs, top down. */
export interface HomeLayout {
  components: number;
  services: number;
  sampler: number;
  /** 0 if it does not fit. */
  timeline: number;
  /** Rows of each sparkline. */
  sparkRows: number;
  /** Whether components are in two columns. */
  isLow: boolean;
}

const border = 2;
/** The share and its history, four policies, a hint. */
const samplerRows = 8;
/** The scale and some tracks. */
const leastTimeline = 5 + border;

export function homeLayout(count: { components: number; services: number }, height: number): HomeLayout {
  const isLow = height < 28;
  const servicesOf = (sparkRows: number): number => border + 1 + Math.max(1, count.services) * sparkRows;
  const table = (isLow ? Math.ceil(count.components / 2) : count.components + 1) + border;
  const components = Math.min(table, height - servicesOf(1) - 4);
  if (isLow) {
    const services = servicesOf(1);
    return { components, services, sampler: height - components - services, timeline: 0, sparkRows: 1, isLow };
  }
  const room = height - components - (samplerRows + border) - leastTimeline;
  const sparkRows = [4, 3, 2].find((rows) => servicesOf(rows) <= room) ?? 1;
  const services = servicesOf(sparkRows);
  const rest = height - components - services;
  // On a screen that is barely high enough, the sampler and the alerts take precedence.
  if (rest < samplerRows + border + leastTimeline)
    return { components, services, sampler: rest, timeline: 0, sparkRows, isLow };
  const sampler = Math.max(samplerRows + border, Math.floor(rest * 0.4));
  return { components, services, sampler, timeline: rest - sampler, sparkRows, isLow };
}
