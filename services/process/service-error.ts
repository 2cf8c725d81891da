/** A failure with the HTTP status it is answered with; `name` is what `error.type` says, so it must be of few values. */
export class ServiceError extends Error {
  readonly statusCode: number;

  constructor(statusCode: number, name: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.statusCode = statusCode;
    this.name = name;
  }
}
