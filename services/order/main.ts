import { runService } from '../process/run-service.ts';

await runService({ name: 'order', defaultPort: 8081, makesCalls: true, load: () => import('./app.ts') });
