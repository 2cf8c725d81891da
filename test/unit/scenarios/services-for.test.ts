import { describe, expect, it } from 'vitest';
import { UserError } from '../../../lib/errors.ts';
import { requireServices, servicesFor } from '../../../scenarios/services-for.ts';
import { coreServiceNames } from '../../../stack/services/index.ts';

const small = { name: 'small', services: ['gateway'] } as const;
const core = { name: 'core', services: [...coreServiceNames] };

describe('servicesFor', () => {
  it('boots exactly what the scenarios need', () => {
    expect(servicesFor([{ name: 'small', services: [...small.services] }])).toEqual(['gateway']);
    expect(servicesFor([{ name: 'small', services: [...small.services] }, core])).toEqual(coreServiceNames);
  });

  it('boots a selection that has them', () => {
    expect(servicesFor([{ name: 'small', services: [...small.services] }], 'core')).toEqual(coreServiceNames);
  });

  it('refuses a selection that lacks some, and names the scenario', () => {
    expect(() => servicesFor([core], 'none')).toThrow(
      '--services none lacks gateway, order, payment, which core needs.',
    );
  });
});

describe('requireServices', () => {
  it('accepts a sandbox that runs more', () => {
    expect(() => requireServices(['gateway'], coreServiceNames)).not.toThrow();
  });

  it('names what a sandbox lacks and what it runs', () => {
    expect(() => requireServices(coreServiceNames, ['gateway'])).toThrow(
      'The running sandbox lacks order, payment: it was started with only gateway.',
    );
    expect(() => requireServices(coreServiceNames, [])).toThrow(UserError);
  });
});
