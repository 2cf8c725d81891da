import { serviceNames } from '../../../../stack/services/index.ts';
import type { Shared } from '../../state/shared.ts';

/** The heights of the panes of Home once the stack runs, from the top down. */
export interface HomeLayout {
  components: number;
  services: number;
  sampler: number;
  /** 0 where there is no room for it. */
  timeLine: number;
  /** Rows of each sparkline. */
  sparkRows: number;
  /** Components stand in two columns. */
  isLow: boolean;
}

const border = 2;
/** The share and its course, four policies, a hint. */
const samplerRows = 8;
/** Its scale and some tracks. */
const leastTimeLine = 5 + border;

export function homeLayout({ components: { length: count } }: Pick<Shared, 'components'>, height: number): HomeLayout {
  const isLow = height < 28;
  const servicesOf = (sparkRows: number): number => border + 1 + serviceNames.length * sparkRows;
  const table = (isLow ? Math.ceil(count / 2) : count + 1) + border;
  const components = Math.min(table, height - servicesOf(1) - 4);
  if (isLow) {
    const services = servicesOf(1);
    return { components, services, sampler: height - components - services, timeLine: 0, sparkRows: 1, isLow };
  }
  const room = height - components - (samplerRows + border) - leastTimeLine;
  const sparkRows = [4, 3, 2].find((rows) => servicesOf(rows) <= room) ?? 1;
  const services = servicesOf(sparkRows);
  const rest = height - components - services;
  // A screen that is hardly high enough keeps its sampler and alerts.
  if (rest < samplerRows + border + leastTimeLine)
    return { components, services, sampler: rest, timeLine: 0, sparkRows, isLow };
  const sampler = Math.max(samplerRows + border, Math.floor(rest * 0.4));
  return { components, services, sampler, timeLine: rest - sampler, sparkRows, isLow };
}
