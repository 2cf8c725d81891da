import { z } from 'zod';
import { httpMethods } from '../scenario.ts';

/** `GET /items?page=2`. */
const requestLine = new RegExp(`^(${httpMethods.join('|')}) (/\\S*)$`);
const requestError = { error: `must be a method and a path, for example GET /items or POST /orders` };
const request = z.string(requestError).regex(requestLine, requestError);

export const applicationRequestSchema = z.strictObject({
  request: request.describe('Method, path and query: `GET /items?page=2`.'),
  name: z.string().min(1).optional().describe('Name in reports; its `request` by default.'),
  weight: z.number().nonnegative().optional().describe('Relative frequency; 1 by default.'),
  headers: z.record(z.string(), z.string()).optional().describe('Additional headers: `{accept: application/json}`.'),
  body: z
    .json()
    .optional()
    .describe('Body: a string is sent as it is, anything else as JSON with `content-type: application/json`.'),
});

export const applicationRequestsSchema = z.array(z.union([request, applicationRequestSchema])).min(1);

export type ApplicationRequestInput = z.infer<typeof applicationRequestsSchema>[number];

/** The method and the path of a request line that the schema has validated. */
export function splitRequest(line: string): { method: (typeof httpMethods)[number]; path: string } {
  const [method = 'GET', path = '/'] = line.split(' ');
  return { method: httpMethods.find((one) => one === method) ?? 'GET', path };
}
