import { runService } from '../process/run-service.ts';
import { createApp } from './app.ts';

await runService({ name: 'payment', defaultPort: 8082, createApp });
