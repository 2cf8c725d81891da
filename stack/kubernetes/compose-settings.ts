import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { composeFile } from '../images/pinned.ts';
import { type ComponentName, componentNames } from '../components/component.ts';

/** What docker-compose.yml says about a component and Kubernetes needs too. */
export interface ComposeSettings {
  image: string;
  args: readonly string[];
  environment: Readonly<Record<string, string>>;
  memoryBytes: number;
  uid: number;
  gid: number;
  graceSeconds: number;
}

interface ComposeService {
  image: string;
  command?: string[];
  environment?: Record<string, string | number>;
  mem_limit: string;
  user: string;
  stop_grace_period?: string;
}

/** Users that docker-compose.yml names: the ids that they have in their images. */
const ids: Readonly<Record<string, { uid: number; gid: number }>> = {
  node: { uid: 1000, gid: 1000 },
  postgres: { uid: 999, gid: 999 },
};

/** The settings of each component, with the defaults of the file's variables. */
export function readComposeSettings(): Readonly<Record<ComponentName, ComposeSettings>> {
  const { services } = parse(readFileSync(composeFile, 'utf8'), { merge: true }) as {
    services: Record<string, ComposeService>;
  };
  const entries = componentNames.map((name) => {
    const written = services[name];
    if (!written) throw new Error(`${composeFile} has no service ${name}`);
    return [name, settingsOf(written)] as const;
  });
  return Object.fromEntries(entries) as Record<ComponentName, ComposeSettings>;
}

function settingsOf(written: ComposeService): ComposeSettings {
  const { command = [], environment = {}, mem_limit: memory, user, stop_grace_period: grace = '10s' } = written;
  const [uid = 0, gid = uid] = user.split(':').map(Number);
  return {
    image: withDefaults(written.image),
    args: command,
    environment: Object.fromEntries(
      Object.entries(environment).map(([key, value]) => [key, withDefaults(String(value))]),
    ),
    memoryBytes: Number.parseInt(memory, 10) * 2 ** 20,
    ...(ids[user] ?? { uid, gid }),
    graceSeconds: Number.parseInt(grace, 10),
  };
}

/** `${NAME:-default}` and `${NAME-default}` are their default. */
function withDefaults(text: string): string {
  return text.replaceAll(/\$\{\w+:?-([^}]*)\}/g, '$1');
}
