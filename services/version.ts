/** Reported as `service.version`. A test keeps it equal to package.json, which the containers do not have. */
export const serviceVersion = '0.1.0';
