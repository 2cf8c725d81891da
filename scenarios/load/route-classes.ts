/**
 * The trace classes that the shop's traffic names, by route: the sandbox's own sampler keeps every placement of an
 * order.
 */
export const routeClasses: Readonly<Record<string, string>> = { order: 'payment' };
