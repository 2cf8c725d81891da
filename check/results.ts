import type { DetectionEvent } from '../lib/events/run-event.ts';
import type { ProposedFinding } from './fixes/proposal.ts';
import type { AdaptedCollector } from './inputs/collector/adapted-collector.ts';
import type { Observations } from './run/observations.ts';
import type { AlertEpisode, RuleSet } from './inputs/rules/rule.ts';

/** All results of a simulated check, for reports and expectations. */
export interface CheckResults {
  collector: AdaptedCollector;
  rules: RuleSet;
  observations: Observations;
  episodes: readonly AlertEpisode[];
  detections: readonly Omit<DetectionEvent, 'type' | 'time'>[];
  findings: readonly ProposedFinding[];
}
