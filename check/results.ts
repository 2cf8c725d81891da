import type { DetectionEvent } from '../lib/events/run-event.ts';
import type { Finding } from '../lib/events/finding.ts';
import type { AdaptedCollector } from './inputs/collector/adapted-collector.ts';
import type { Observations } from './run/observations.ts';
import type { AlertEpisode, RuleSet } from './inputs/rules/rule.ts';

/** Everything that a check knows when its world has ended: what reports and expectations draw from. */
export interface CheckResults {
  collector: AdaptedCollector;
  rules: RuleSet;
  observations: Observations;
  episodes: readonly AlertEpisode[];
  detections: readonly Omit<DetectionEvent, 'type' | 'time'>[];
  findings: readonly Finding[];
}
