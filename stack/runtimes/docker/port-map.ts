import { type ControlPortName, controlPortNames, planPorts, type PortPlan } from '../../components/ports.ts';

/** Every port of this machine that the containers publish; a container that is started again keeps its ports. */
export type PortMap = PortPlan & Record<ControlPortName, number>;

export function portMap(mode: 'default' | 'auto'): Promise<PortMap> {
  return planPorts(mode, { internal: controlPortNames });
}

/** The variables by which docker-compose.yml takes its ports: `SANDBOX_PORT_OTLP_GRPC` is the port `otlpGrpc`. */
export function portVariables(ports: PortMap): Record<string, string> {
  const entries = Object.entries(ports).map(([name, port]) => {
    const variable = name.replaceAll(/[A-Z]/g, '_$&').replaceAll('-', '_').toUpperCase();
    return [`SANDBOX_PORT_${variable}`, String(port)];
  });
  return Object.fromEntries(entries) as Record<string, string>;
}
