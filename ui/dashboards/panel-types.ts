/** Grafana's types of panels that the workbench draws from queries; it also shows `text` and `row`. */
export const drawnTypes = ['timeseries', 'stat', 'gauge', 'bargauge', 'table', 'traces', 'logs', 'nodeGraph'] as const;
export type DrawnType = (typeof drawnTypes)[number];
