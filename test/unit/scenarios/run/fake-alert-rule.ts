import type { AlertRule } from '../../../../stack/clients/prometheus.ts';

const alertname = 'ServiceErrorRateHigh';

/** The alerting rule of the fake stack, with its alert if that is pending or firing. Times in milliseconds since the epoch. */
export function fakeAlertRule(
  alert: { state: 'pending' | 'firing'; activeAt: number } | undefined,
  now: number,
): AlertRule {
  const labels = { alertname, service_name: 'payment', severity: 'critical' };
  return {
    name: alertname,
    group: 'services',
    labels: { severity: 'critical' },
    annotations: {},
    state: alert?.state ?? 'inactive',
    health: 'ok',
    lastError: '',
    query: 'up > 0',
    duration: 3,
    keepFiringFor: 0,
    interval: 0.75,
    lastEvaluation: new Date(now).toISOString(),
    alerts: alert
      ? [
          {
            labels,
            state: alert.state,
            activeAt: new Date(alert.activeAt).toISOString(),
            value: '1',
            annotations: {},
          },
        ]
      : [],
  };
}
