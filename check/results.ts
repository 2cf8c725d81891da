import type { DetectionEvent } from '../scenarios/run/events.ts';
import type { Finding } from '../scenarios/run/finding.ts';
import type { AdaptedCollector } from './collector/adapted.ts';
import type { Observations } from './observations.ts';
import type { AlertEpisode, RuleSet } from './rules/rule.ts';

/** Everything that a check knows when its world has ended: what reports and expectations draw from. */
export interface CheckResults {
  collector: AdaptedCollector;
  rules: RuleSet;
  observations: Observations;
  episodes: readonly AlertEpisode[];
  detections: readonly Omit<DetectionEvent, 'type' | 'time'>[];
  findings: readonly Finding[];
}
