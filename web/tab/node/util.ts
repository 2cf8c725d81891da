import isEqual from 'fast-deep-equal';

export const isDeepStrictEqual = (a: unknown, b: unknown): boolean => isEqual(a, b);
