import { expect, test } from 'vitest';
import { requestUrl } from '../../../stack/stores/http/url-parts.ts';

test.each([
  ['/api/traces?a=%ZZ', '/api/traces', '?a=%ZZ'],
  ['//?a=b', '//', '?a=b'],
  ['//evil.example/api', '//evil.example/api', ''],
  ['///', '///', ''],
  ['/\\', '//', ''],
  ['http://localhost:3100/ready', '/ready', ''],
  [undefined, '/', ''],
])('the URL of a request for %j has the path %s', (url, path, search) => {
  const { pathname, search: found } = requestUrl({ url });
  expect([pathname, found]).toEqual([path, search]);
});

test.each(['*', 'http://', 'ready'])('a request for %j is refused', (url) => {
  expect(() => requestUrl({ url })).toThrow(
    expect.objectContaining({ status: 400, message: `malformed URL "${url}"` }),
  );
});
