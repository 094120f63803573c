import type { ExitCode } from '../../kernel/errors/row.ts';
import type { ValidationReport } from '../../signing/report.ts';

/** The exit code of one judged file. */
export function exitFor(report: ValidationReport): ExitCode {
  if (report.indication === 'TOTAL-FAILED') return 4;
  // A timestamp alone says that the bytes existed, not who made them.
  if (report.signatures.every(({ role }) => role === 'timestamp')) return 6;
  return report.indication === 'TOTAL-PASSED' ? 0 : 5;
}

/** 4 before errors before 5 before 6 before 0; several files with an error among them end with 3 unless one has failed. */
export function worst(exits: Iterable<ExitCode>): ExitCode {
  const seen = new Set(exits);
  if (seen.has(4)) return 4;
  if ([...seen].some((exit) => ![0, 5, 6].includes(exit))) return 3;
  if (seen.has(5)) return 5;
  return seen.has(6) ? 6 : 0;
}
