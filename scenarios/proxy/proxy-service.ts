/** The `service.name` of the proxy in front of the user's own application. */
export const proxyService = 'sandbox-proxy';
