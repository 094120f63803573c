import { CongvanError } from '../kernel/errors.ts';
import { type ErrorView, errorText } from './errorText.ts';
import { removeUnfinished } from './files.ts';
import type { Io } from './io.ts';

/**
 * Ctrl-C or a polite kill: temporary files go, the process ends with 130. Everything else is safe to leave: the store
 * commits in one step, blobs get their name last, and the next run goes on from there.
 */
export function leaveNothingHalfDone(io: Io, view: () => Omit<ErrorView, 'debug'>): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      removeUnfinished();
      const error = new CongvanError('INTERRUPTED', { detail: signal });
      io.stderr.write(errorText(error, { ...view(), debug: false }));
      process.exit(error.row.exit);
    });
  }
}
