import { type IncomingMessage } from 'node:http';
import { z } from 'zod';
import { messageOf, UserError } from '../../lib/errors.ts';
import { componentFaults, type ComponentFaultRequest } from '../components/component-fault.ts';
import { componentNames } from '../components/component.ts';

const maxBytes = 4_096;

const body = z.strictObject({ component: z.enum(componentNames), fault: z.enum(componentFaults) });

/**
 * Reads the fault that a request asks for.
 * @throws UserError `invalid-fault-request` that names each mistake
 */
export async function readFaultRequest(request: IncomingMessage): Promise<ComponentFaultRequest> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8') as AsyncIterable<string>) {
    text += chunk;
    if (text.length > maxBytes) throw invalid([`it is longer than ${maxBytes} characters`]);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw invalid([messageOf(error)]);
  }
  const parsed = body.safeParse(value);
  if (parsed.success) return parsed.data;
  throw invalid(parsed.error.issues.map(({ path, message }) => [...path.map(String), message].join(': ')));
}

function invalid(reasons: readonly string[]): UserError {
  return new UserError(`The fault request is invalid: ${reasons.join('; ')}`, {
    code: 'invalid-fault-request',
    hint: `Send {"component": NAME, "fault": ${componentFaults.map((fault) => `"${fault}"`).join(' or ')}}.`,
  });
}
