/**
 * Loaded before a demo service's code, which does not know of it: `node --import ./services/faults/preload.js`. It adds
 * the faults plugin to the service's Fastify instance. Without it a service is what it would be in production.
 */
import { subscribe } from 'node:diagnostics_channel';
import type { FastifyInstance } from 'fastify';
import { addFaults } from './plugin.ts';

// Fastify publishes each instance that it creates.
// https://fastify.dev/docs/latest/Reference/Hooks/#diagnostics-channel-hooks
subscribe('fastify.initialization', (message) => addFaults((message as { fastify: FastifyInstance }).fastify));
