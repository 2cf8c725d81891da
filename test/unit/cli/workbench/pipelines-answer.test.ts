import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readTree } from '../../../../check/inputs/collector/read-tree.ts';
import { describePipelines } from '../../../../cli/workbench/pipelines-answer.ts';
import { configFolder } from '../../../../lib/paths.ts';

describe('describePipelines', () => {
  it('knows what every component of our own configuration does', () => {
    const file = join(configFolder, 'collector.yaml');
    const { pipelines, components } = describePipelines(readTree(readFileSync(file, 'utf8'), file));
    expect(pipelines.map(({ id }) => id)).toEqual(['traces/in', 'traces/sampled', 'metrics', 'logs']);
    expect(components.filter(({ about }) => about === '')).toEqual([]);
    expect(components.find(({ id }) => id === 'tail_sampling')?.about).toBe(
      'Keeps or drops whole traces 30s after their first span, by 4 policies.',
    );
  });

  it('separates receivers, exporters and connectors of one type, and sends no settings of unknown ones', () => {
    const text = `
receivers: { otlp: { protocols: { grpc: {} } } }
connectors: { forward: {} }
processors: { secret/x: { token: abc } }
exporters: { otlp: { headers: { authorization: abc } } }
service:
  pipelines:
    traces: { receivers: [otlp], processors: [secret/x], exporters: [forward] }
    traces/2: { receivers: [forward], exporters: [otlp] }
    profiles: { receivers: [otlp], exporters: [otlp] }
`;
    const answer = describePipelines(readTree(text, 'collector.yaml'));
    expect(answer.components).toEqual([
      { id: 'otlp', role: 'receiver', about: 'Receives OTLP over gRPC.' },
      { id: 'secret/x', role: 'processor', about: '' },
      { id: 'forward', role: 'connector', about: 'Passes items from pipelines to others, unchanged.' },
      { id: 'otlp', role: 'exporter', about: 'Sends OTLP over gRPC.' },
    ]);
    expect(answer.pipelines.map(({ id }) => id)).toEqual(['traces', 'traces/2']);
    expect(JSON.stringify(answer)).not.toContain('abc');
  });
});
