import { readFile, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { UserError } from '../../../../lib/errors.ts';
import { ExitCode } from '../../../../lib/exit-codes.ts';

/** Whom a process is started as. */
export interface Account {
  uid: number;
  gid: number;
}

/** Accounts without rights of their own, best first. */
const preferred = ['postgres', 'nobody', 'daemon'];

/**
 * The account that the server must be started as: undefined, this process's own, unless that is root's, as which
 * PostgreSQL refuses to run. It has to be one of /etc/passwd, because initdb looks its name up.
 */
export async function serverAccount(
  uid: number | undefined = process.getuid?.(),
  passwdFile = '/etc/passwd',
): Promise<Account | undefined> {
  if (uid !== 0) return undefined;
  const accounts = parsePasswd(await readFile(passwdFile, 'utf8')).filter((account) => account.uid !== 0);
  for (const name of preferred) {
    const account = accounts.find((candidate) => candidate.name === name);
    if (account) return { uid: account.uid, gid: account.gid };
  }
  throw new UserError(
    'PostgreSQL could not be started: it refuses to run as root, and there is no other account for it',
    {
      code: 'postgres-account',
      exitCode: ExitCode.bootFailed,
      details: [`${passwdFile} has none of ${preferred.join(', ')}`],
      hint: 'Run the sandbox as an ordinary user, or add the account "postgres".',
    },
  );
}

function parsePasswd(text: string): (Account & { name: string })[] {
  return text
    .split('\n')
    .map((line) => line.split(':'))
    .flatMap(([name = '', , uid = '', gid = '']) =>
      /^\d+$/.test(uid) && /^\d+$/.test(gid) ? [{ name, uid: Number(uid), gid: Number(gid) }] : [],
    );
}

/** Whether the account may pass through a folder and all those above it. */
export async function canEnter(folder: string, { uid, gid }: Account): Promise<boolean> {
  for (let current = resolve(folder); ; current = dirname(current)) {
    const { mode, uid: owner, gid: group } = await stat(current);
    const bit = owner === uid ? 0o100 : group === gid ? 0o010 : 0o001;
    if ((mode & bit) === 0) return false;
    if (current === dirname(current)) return true;
  }
}
