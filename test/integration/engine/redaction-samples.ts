/*
 * Texts as services send them, and as the Collector must store them.
 */

export type Text = [name: string, sent: string, stored: string];

/** In any text: a span attribute, an event, a status message, the body of a log record and its attributes. */
export const anywhere: Text[] = [
  ['a query', 'GET /p?token=abc&x=1', 'GET /p?token=[REDACTED]&x=1'],
  ['a key with a prefix', '/p?accessToken=abc#top', '/p?accessToken=[REDACTED]#top'],
  ['the environment', 'API_TOKEN=abc DB_PASSWORD=hunter2', 'API_TOKEN=[REDACTED] DB_PASSWORD=[REDACTED]'],
  ['a URL in a URL', '/login?next=%2Fp%3Ftoken%3Dab%2520c%26x%3D1', '/login?next=%2Fp%3Ftoken%3D[REDACTED]%26x%3D1'],
  ['JSON', '{"token": "a\\"b", "n": 1}', '{"token": "[REDACTED]", "n": 1}'],
  ['JSON with a number', '{"password":123456,"n":1}', '{"password":[REDACTED],"n":1}'],
  [
    'JSON in JSON',
    '{"body": "{\\"token\\":\\"abc\\",\\"n\\":1}"}',
    '{"body": "{\\"token\\":\\"[REDACTED]\\",\\"n\\":1}"}',
  ],
  ['a dict of Python', "{'token': 'x', 'n': 1}", "{'token': '[REDACTED]', 'n': 1}"],
  ['a dict with an apostrophe', `{'password': "it's", 'n': 1}`, `{'password': "[REDACTED]", 'n': 1}`],
  ['bytes of Python', "{b'token': b'abc'}", "{b'token': b'[REDACTED]'}"],
  ['arguments of Python', "login(user='bob', password='a\\'b')", "login(user='bob', password='[REDACTED]')"],
  ['an object of Node.js', "{ user: 'bob', password: 'hunter2' }", "{ user: 'bob', password: '[REDACTED]' }"],
  ['SQL', "SELECT 1 FROM u WHERE password = 'hunter2'", "SELECT 1 FROM u WHERE password = '[REDACTED]'"],
  [
    'headers of Python',
    "{'Authorization': 'Bearer tok_0123456789', 'Accept': '*/*'}",
    "{'Authorization': 'Bearer [REDACTED]', 'Accept': '*/*'}",
  ],
];

/** In errors and logs only. */
export const inErrors: Text[] = [
  ['basic credentials', "{'Authorization': 'Basic dTpw'}", "{'Authorization': 'Basic [REDACTED]'}"],
  ['a short bearer token', 'authorization: bearer abc', 'authorization: bearer [REDACTED]'],
  [
    'parameters of SQLAlchemy',
    "[SQL: INSERT INTO u VALUES (%s, %s)]\n[parameters: ('bob', ['hunter2'])]\n(Background on this error)",
    '[SQL: INSERT INTO u VALUES (%s, %s)]\n[parameters: [REDACTED]\n(Background on this error)',
  ],
  ['a failing row', 'DETAIL:  Failing row contains (1, hunter2).', 'DETAIL:  Failing row contains [REDACTED]'],
  ['a key that exists', 'DETAIL:  Key (token)=(hunter2) exists.', 'DETAIL:  Key (token)=[REDACTED] exists.'],
  [
    'the URL of a database',
    'cannot connect to postgresql+psycopg://shop:hun@ter2@db:5432/shop',
    'cannot connect to postgresql+psycopg://shop:[REDACTED]@db:5432/shop',
  ],
  ['the URL of Redis', 'redis://:hunter2@redis:6379/0', 'redis://:[REDACTED]@redis:6379/0'],
  [
    'a stack trace of Python',
    'Traceback (most recent call last):\n  File "a.py", line 3\nhttpx.ConnectError: http://order/x?token=abc',
    'Traceback (most recent call last):\n  File "a.py", line 3\nhttpx.ConnectError: http://order/x?token=[REDACTED]',
  ],
];

export const unchanged = keep([
  'broken=true, is_broken: "yes"',
  "max_tokens=5 tokenizer='bpe' token_count=3",
  'Unexpected token < in JSON at position 0',
  'invalid token: expected a number',
  "the token's owner = 'bob'",
  'password is required',
  '{"token": null, "password": ""}',
  'Bearer authentication is required',
  'basic authentication failed',
  'http://order:8080/products/7?at=a@b',
  'mail bob:home@example.com about https://order/x',
  'SELECT token, password FROM users WHERE token = $1 AND id = %(id)s',
  'Key (id) is missing',
]);

/** Statements of Redis; how instrumentations write them differs. */
export const statements: Text[] = [
  ['SET', 'SET stock:7 secret ex 60', 'SET stock:7 [REDACTED]'],
  ['a session', 'SET session:tok_1 secret', 'SET session:[REDACTED] [REDACTED]'],
  ['the key of a session', 'GET session:tok_1', 'GET session:[REDACTED]'],
  ['AUTH', 'AUTH shop hunter2', 'AUTH [REDACTED]'],
  ['HELLO', 'hello 3 AUTH shop hunter2', 'hello 3 AUTH [REDACTED]'],
  ['CONFIG', 'CONFIG SET requirepass hunter2', 'CONFIG SET requirepass [REDACTED]'],
  ['a hash', 'HSET user:7 name bob', 'HSET user:7 name [REDACTED]'],
  ['a list as value', 'SET a [1,2]', 'SET a [REDACTED]'],
  ['a pipeline', 'GET stock:7\nSET stock:7 3\nDEL stock:8', 'GET stock:7\nSET stock:7 [REDACTED]\nDEL stock:8'],
];
export const unchangedStatements = keep([
  'GET ?',
  'SET ? ? ? ?',
  'SET key [1 other arguments]',
  'HELLO 3',
  'DEL stock:7',
  'GET stock:7',
]);

function keep(texts: readonly string[]): Text[] {
  return texts.map((text) => [text, text, text]);
}
