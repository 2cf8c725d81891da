/**
 * The releases of the Collector and Prometheus, the same in the engine and in docker-compose.yml; a test compares them.
 */
export const componentVersions = { collector: '0.161.0', prometheus: '3.15.1' } as const;
