import { defineFault } from './fault.ts';

const secret = { type: 'string', description: 'A secret that is not a real one', maxLength: 256 } as const;

export const secretInUrl = defineFault({
  name: 'secret-in-url',
  description: 'Puts secrets into the URL of each outgoing call and logs that URL, as a careless client does',
  specs: { token: { ...secret, required: true }, password: secret },
  make: ({ token, password }) => ({
    beforeCall(url) {
      url.searchParams.set('token', token);
      if (password !== undefined) url.searchParams.set('password', password);
    },
  }),
});
