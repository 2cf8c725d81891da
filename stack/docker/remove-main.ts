import { systemClock } from '../../lib/clock.ts';
import { connectDocker } from './connect.ts';
import { removeSession } from './project.ts';

// A process of its own, started by a sandbox that ends at once: removes everything of the session that is its argument.
const [session] = process.argv.slice(2);
if (session === undefined || session === '') process.exit(1);
const { docker } = await connectDocker();
await removeSession(docker, session);
// What the daemon was making for a client that was killed is there a moment later.
await systemClock.sleep(2_000);
const left = await removeSession(docker, session);
process.exit(left.length === 0 ? 0 : 1);
