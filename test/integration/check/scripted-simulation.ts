import { seededRandom } from '../../../lib/random.ts';
import { prometheusConfig } from '../../../check/inputs/rules/prometheus-config.ts';
import { readPrometheus } from '../../../check/inputs/rules/prometheus-source.ts';
import { rulesOf } from '../../../check/inputs/rules/read-rules.ts';
import type { RuleSet } from '../../../check/inputs/rules/rule.ts';
import { PrometheusClient } from '../../../stack/clients/prometheus.ts';
import { ensureEngine } from '../../../stack/engine/build/ensure-engine.ts';
import { loadEngine } from '../../../stack/engine/load.ts';
import { memoryTransport } from '../../../simulation/clients/memory-transport.ts';
import { MemoryHttpClient } from '../../../simulation/http/client.ts';
import { serveHttp } from '../../../simulation/http/server.ts';
import { MemoryFiles } from '../../../simulation/files/memory-files.ts';
import { MemoryNetwork } from '../../../simulation/network/memory-network.ts';
import { startRole } from '../../../simulation/stack/start-role.ts';
import { VirtualTime } from '../../../simulation/clock/virtual-time.ts';

export interface Script {
  rules: string;
  /** What there is to scrape so many seconds after the start, as text. */
  metrics: (second: number) => string;
  seconds: number;
  /** Called when that time is over, while Prometheus still answers. */
  afterwards: (simulated: {
    prometheus: PrometheusClient;
    rules: RuleSet;
    start: number;
    end: number;
  }) => Promise<void>;
}

/** Lets the engine's Prometheus scrape a script and evaluate rules, in virtual time. */
export async function simulateScript({ rules: text, metrics, seconds, afterwards }: Script): Promise<void> {
  const rules = rulesOf([{ file: 'rules.yml', text }], { intervalMs: 15_000 });
  const config = prometheusConfig(readPrometheus(undefined), rules, [{ job: 'app', hosts: ['app'], port: 9000 }]);
  const engine = await loadEngine(await ensureEngine());
  const time = new VirtualTime(Date.UTC(2026, 0, 1) / 1000);
  await time.run(async () => {
    const network = new MemoryNetwork(time);
    const start = time.now();
    await serveHttp(network.join('app'), 9000, () => ({
      status: 200,
      headers: { 'content-type': 'text/plain; version=0.0.4' },
      body: metrics((time.now() - start) / 1000),
    }));
    const files = new MemoryFiles(time.later, () => time.now());
    files.makeFolder('/tmp');
    for (const [path, content] of Object.entries({ ...rules.files, [config.path]: config.text }))
      files.put(path, content);
    const role = await startRole('prometheus', {
      engine,
      time,
      random: seededRandom(1),
      network: network.join('prometheus'),
      files,
      onLog: () => undefined,
      argv: [`--config.file=${config.path}`, '--storage.tsdb.path=/prometheus'],
    });
    await time.sleep(seconds * 1000);
    const http = new MemoryHttpClient(network.join('host'), time);
    const prometheus = new PrometheusClient('http://prometheus:9090', memoryTransport(http));
    await afterwards({ prometheus, rules, start, end: start + seconds * 1000 });
    http.close();
    await role.stop();
  });
}
