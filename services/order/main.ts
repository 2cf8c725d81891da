import { runService } from '../process/run-service.ts';
import { createApp } from './app.ts';

await runService({ name: 'order', defaultPort: 8081, createApp });
