import type { ComponentName } from '../../components/component.ts';
import { services } from '../../services/index.ts';

/**
 * The variables by which services learn where those are that do not always run: `SANDBOX_INVENTORY_URL`, empty for one
 * that does not run. Compose alone cannot set a variable by profile, so there a service looks the name up.
 */
export function urlVariables(running: readonly ComponentName[]): Record<string, string> {
  const optional = services.filter(({ profile }) => profile !== 'core');
  const urls = optional.map(({ name, port }): [string, string] => [
    `SANDBOX_${name.toUpperCase()}_URL`,
    running.includes(name) ? `http://${name}:${port.default}` : '',
  ]);
  return { ...Object.fromEntries(urls), SANDBOX_LOOK_UP_SERVICES: '' };
}
