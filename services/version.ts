/** What the services report as `service.version`; a test holds it equal to package.json, which a container need not carry. */
export const serviceVersion = '0.1.0';
