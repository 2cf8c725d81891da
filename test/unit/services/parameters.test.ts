import { expect, test } from 'vitest';
import { checkParameters, ParameterError, schemaOf, type ParameterSpecs } from '../../../services/faults/parameters.ts';

const specs = {
  share: { type: 'number', description: 'A share', minimum: 0, maximum: 1, default: 1 },
  count: { type: 'integer', description: 'A count', minimum: 0, maximum: 9 },
  word: { type: 'string', description: 'A word', maxLength: 5, required: true },
  routes: { type: 'routes', description: 'Where' },
} satisfies ParameterSpecs;
const routes = ['GET /a', 'POST /b'];
const check = (input: unknown): Record<string, unknown> => checkParameters(specs, input, routes);

test('defaults are filled in, and routes default to all', () => {
  expect(check({ word: 'x' })).toEqual({ share: 1, word: 'x', routes });
});

test('inputs are kept, ends of ranges included', () => {
  const input = { share: 0, count: 9, word: 'abcde', routes: ['POST /b'] };
  expect(check(input)).toEqual(input);
});

test.for([
  [{ word: 'x', shrae: 1 }, 'there is no parameter "shrae"; there are: share, count, word, routes'],
  [{ word: 'x', toString: 1 }, 'there is no parameter "toString"'],
  [{}, 'the parameter "word" is missing: A word'],
  [{ word: '' }, 'the parameter "word" is ""; it must be a string of 1 to 5 characters'],
  [{ word: 'abcdef' }, 'a string of 1 to 5 characters'],
  [{ word: 7 }, 'the parameter "word" is 7'],
  [{ word: 'x', share: 1.01 }, 'the parameter "share" is 1.01; it must be a number from 0 to 1'],
  [{ word: 'x', share: -0.1 }, 'from 0 to 1'],
  [{ word: 'x', share: '0.5' }, 'the parameter "share" is "0.5"; it must be a number'],
  [{ word: 'x', share: null }, 'the parameter "share" is null'],
  [{ word: 'x', count: 1.5 }, 'the parameter "count" is 1.5; it must be a whole number from 0 to 9'],
  [{ word: 'x', routes: [] }, 'a list of "GET /a", "POST /b"'],
  [{ word: 'x', routes: ['GET /b'] }, 'a list of "GET /a", "POST /b"'],
  [{ word: 'x', routes: 'GET /a' }, 'a list of'],
  [null, 'must be a JSON object'],
  [[], 'must be a JSON object'],
  ['text', 'must be a JSON object'],
] as const)('%j is refused: %s', ([input, message]) => {
  expect(() => check(input)).toThrow(ParameterError);
  expect(() => check(input)).toThrow(message);
});

test('the schema has the same parameters as JSON Schema', () => {
  expect(schemaOf(specs, routes)).toEqual({
    type: 'object',
    additionalProperties: false,
    required: ['word'],
    properties: {
      share: { type: 'number', description: 'A share', minimum: 0, maximum: 1, default: 1 },
      count: { type: 'integer', description: 'A count', minimum: 0, maximum: 9 },
      word: { type: 'string', description: 'A word', maxLength: 5 },
      routes: {
        type: 'array',
        minItems: 1,
        items: { type: 'string', enum: routes },
        default: routes,
        description: 'Where',
      },
    },
  });
});
