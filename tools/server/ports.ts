/** Port numbers of the command line, and why a port cannot be had. */
import { InvalidArgumentError } from 'commander';

/** Reads the argument of an option. @throws InvalidArgumentError */
export function parsePort(text: string): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65535) throw new InvalidArgumentError('It is a number from 0 to 65535.');
  return Number(text);
}

/** Errors of binding, by their codes. */
const PROBLEMS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'is in use',
  EACCES: 'is reserved',
  EADDRNOTAVAIL: 'is not of this machine',
};

/** Why a port cannot be had; undefined for any other error. */
export function portProblem(error: unknown): string | undefined {
  const { code } = error as NodeJS.ErrnoException;
  return code === undefined ? undefined : PROBLEMS[code];
}

/** What to do about it: another address where that is to blame, `otherwise` for the port. */
export function portAdvice(error: unknown, otherwise: string): string {
  return (error as NodeJS.ErrnoException).code === 'EADDRNOTAVAIL' ? 'Name an address that it has: --host ADDRESS' : otherwise;
}
