import { copyModules } from '../stack/engine/build/copy-modules.ts';
import { engineSources } from '../stack/engine/build/sources.ts';

// Writes the modules that engine/go.mod expects in engine/copied, so that go commands run in engine/. A build makes its own copy.
await copyModules(engineSources, { program: 'the engine', env: process.env });
