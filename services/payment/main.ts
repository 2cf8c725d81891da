import { runService } from '../process/run-service.ts';

await runService({ name: 'payment', defaultPort: 8082, makesCalls: false, load: () => import('./app.ts') });
