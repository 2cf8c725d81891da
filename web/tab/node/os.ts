export const homedir = (): string => '/';
