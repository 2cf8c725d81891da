import { runService } from '../process/run-service.ts';
import { createApp } from './app.ts';

await runService({ name: 'gateway', defaultPort: 8080, createApp });
