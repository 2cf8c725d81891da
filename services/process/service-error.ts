/** An error that a request is answered with. `name` becomes `error.type`, so it must have low cardinality. */
export class ServiceError extends Error {
  readonly statusCode: number;

  constructor(statusCode: number, name: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.statusCode = statusCode;
    this.name = name;
  }
}
