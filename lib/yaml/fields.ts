import { z } from 'zod';
import { durationMs, offsetMs, ratePerSecond, shareOf } from './forms.ts';

// Schemas of values that several kinds of files have, with their messages.

const durationError = 'must be a duration, for example 20ms, 1.5s or 10m';
export const durationField = z
  .string({ error: durationError })
  .refine((text) => durationMs(text) !== undefined, durationError);

const offsetError = 'must be a duration with or without a sign, for example 5m or -3s';
export const offsetField = z.string({ error: offsetError }).refine((text) => offsetMs(text) !== undefined, offsetError);

const shareError = 'must be a share, for example 2% or 0.02';
export const shareField = z
  .union([z.string(), z.number()], { error: shareError })
  .refine((written) => shareOf(written) !== undefined, shareError);

const rateError = 'must be a rate, for example 5/s or 300/m, above 0 and at most 2000/s';
export const rateField = z.string({ error: rateError }).refine((text) => {
  const perSecond = ratePerSecond(text);
  return perSecond !== undefined && perSecond > 0 && perSecond <= 2000;
}, rateError);
