import type { YamlPlace } from './yaml-place.ts';

const ofGroup = ['name', 'interval', 'limit', 'query_offset', 'labels', 'rules'];
const ofRule = ['alert', 'record', 'expr', 'for', 'keep_firing_for', 'labels', 'annotations'];

/** What a rule file may have at a place, as Prometheus names it. */
export function ruleSuggestions({ path }: YamlPlace): readonly string[] {
  switch (path.join(' ')) {
    case '':
      return ['groups'];
    case 'groups':
      return ofGroup;
    case 'groups rules':
      return ofRule;
    case 'groups rules labels':
      return ['severity'];
    case 'groups rules annotations':
      return ['summary', 'description', 'runbook_url'];
    default:
      return [];
  }
}
