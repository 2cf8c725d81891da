import type { AlertState } from '../../../lib/events/run-event.ts';
import type { Tone } from '../../parts/state.tsx';

export const alertTones: Readonly<Record<AlertState, Tone>> = { firing: 'bad', pending: 'warn', inactive: 'quiet' };
