import { runService } from '../process/run-service.ts';

await runService({ name: 'gateway', defaultPort: 8080, makesCalls: true, load: () => import('./app.ts') });
