import { describe, expect, it } from 'vitest';
import { HttpError } from '../../../stack/clients/http.ts';
import { errorText } from '../../../web/parts/error-text.ts';
import { serviceColor } from '../../../web/parts/service-color.ts';
import { sparklinePath } from '../../../web/parts/sparkline-path.ts';

describe('errorText', () => {
  const answered = (body: string) => errorText(new HttpError('GET', 'http://127.0.0.1/x', 400, body)).message;

  it('is the reason of a backend, without the request', () => {
    expect(answered('{"status":"error","errorType":"bad_data","error":"1:4: parse error"}')).toBe('1:4: parse error');
    expect(answered('{"error":{"message":"no such service"}}')).toBe('no such service');
    expect(answered('parse error at line 1')).toBe('parse error at line 1');
  });

  it('finds the reason in JSON that is cut off', () => {
    expect(answered(`{"error":"too many","data":"${'x'.repeat(300)}"}`)).toBe('too many');
  });

  it('names the status of an empty answer, and keeps the hint of other errors', () => {
    expect(answered('')).toBe('The backend answered with status 400.');
    expect(errorText(Object.assign(new Error('in use'), { hint: 'wait' }))).toEqual({
      message: 'in use',
      hint: 'wait',
    });
  });
});

describe('sparklinePath', () => {
  const box = { from: 0, to: 100, width: 50, height: 12 };

  it('goes from zero at the bottom to the highest value at the top', () => {
    expect(
      sparklinePath(
        [
          [0, 0],
          [50, 4],
          [100, 2],
        ],
        box,
      ),
    ).toBe('M0.0 11.0L25.0 1.0L50.0 6.0');
  });

  it('has a gap where there is no value, and nothing without points', () => {
    expect(
      sparklinePath(
        [
          [0, 1],
          [50, NaN],
          [100, 1],
        ],
        box,
      ),
    ).toBe('M0.0 1.0M50.0 1.0');
    expect(sparklinePath([], box)).toBe('');
  });
});

describe('serviceColor', () => {
  it('differs among the demo services, and stays the same for any name', () => {
    const demo = ['gateway', 'order', 'payment', 'inventory', 'shipping', 'legacy'].map(serviceColor);
    expect(new Set(demo).size).toBe(6);
    expect(serviceColor('my-app')).toBe(serviceColor('my-app'));
    expect(serviceColor('my-app')).toMatch(/^var\(--series-[0-7]\)$/);
  });
});
