/** Parameters that several faults share. */
export const rate = {
  type: 'number',
  description: 'The share of requests that it affects',
  minimum: 0,
  maximum: 1,
  default: 1,
} as const;

export const seed = {
  type: 'integer',
  description: 'Makes the choice of requests the same each time',
  minimum: 0,
  maximum: 2 ** 32 - 1,
} as const;

export const routes = { type: 'routes', description: 'The routes that it affects' } as const;
