import { defined } from '../../../lib/defined.ts';
import { processTreeMemory } from '../../../lib/process-memory.ts';
import { continueTree } from '../../../lib/process-tree.ts';
import type { BootOptions } from '../runtime.ts';
import { askPostgres } from './faults/ask.ts';
import { stopTree } from './faults/stop-tree.ts';
import { howEnded } from '../parts/how-ended.ts';
import type { PartSpec } from '../parts/part.ts';
import type { PortMap } from './port-map.ts';
import { Relay } from './postgres/relay.ts';
import { preparePostgres, type PostgresHome } from './postgres/start-postgres.ts';

export interface DatabasePartOptions {
  /** Of this run. */
  folder: string;
  onProcess: BootOptions['onProcess'];
  ports: PortMap;
  log: (component: 'postgres', line: string) => void;
}

/** The database of the order service, and where it is found once it has begun. */
export interface DatabasePart extends PartSpec {
  url(): string;
}

/**
 * PostgreSQL behind a relay, which is what can be disconnected of it. Its data are in the run's folder and outlive a
 * kill, as on a disk: what was in its memory is lost, at most the orders of the last moment, because commits do not
 * wait for the disk.
 */
export function databasePart({ folder, ports, log, onProcess }: DatabasePartOptions): DatabasePart {
  let home: PostgresHome | undefined;
  return {
    name: 'postgres',
    url: () => home?.url(ports.postgres) ?? '',
    async begin(signal) {
      home ??= await preparePostgres({ folder, signal });
      const server = await home.start({
        port: ports.postgresServer,
        onLog: (line) => log('postgres', line),
        ...defined({ onProcess }),
        signal,
      });
      const relay = new Relay(ports.postgres, server.port);
      try {
        await relay.open();
      } catch (error) {
        await server.stop();
        throw error;
      }
      return {
        memory: () => processTreeMemory(server.pid),
        ended: server.exited.then(({ code, signal: by }) => {
          relay.close();
          const lastWord = server.recentLog.findLast((line) => /(PANIC|FATAL): /.test(line));
          return howEnded(code, by, by === null ? lastWord : undefined);
        }),
        ask: askPostgres(ports.postgres),
        pause: () => stopTree(server.pid),
        resume: () => {
          continueTree(server.pid);
          return Promise.resolve();
        },
        disconnect: () => {
          relay.close();
          return Promise.resolve();
        },
        reconnect: () => relay.open(),
        stop: () => server.stop(),
        kill: () => {
          relay.close();
          return server.kill();
        },
      };
    },
    dispose: async () => home?.remove(),
  };
}
