import type { Config } from '../../config/schema.ts';
import type { Bilingual } from '../../kernel/errors/row.ts';
import { CongvanError } from '../../kernel/errors.ts';
import type { Surroundings } from '../../wireSigning.ts';
import { errorSentence } from '../errorText.ts';
import type { Session } from '../session.ts';

export type Status = 'OK' | 'WARN' | 'FAIL';

/** What one check has found. */
export interface Finding {
  /** Stable: `keys.agency`, `store`. */
  readonly name: string;
  readonly status: Status;
  readonly text: Bilingual;
  /** What to do about it. */
  readonly hint?: Bilingual;
}

export interface Patient {
  readonly session: Session;
  readonly config: Config;
  readonly home: string;
  readonly around: Surroundings;
}

export interface Check {
  /** The findings' name when the check itself fails. */
  readonly name: string;
  /** False: this installation has no such part. */
  readonly concerns: (config: Config) => boolean;
  readonly run: (patient: Patient) => Promise<readonly Finding[]>;
}

export function ok(name: string, en: string, vi: string): Finding {
  return { name, status: 'OK', text: { en, vi } };
}

export function warn(name: string, en: string, vi: string, hint?: Bilingual): Finding {
  return { name, status: 'WARN', text: { en, vi }, ...(hint === undefined ? {} : { hint }) };
}

export function fail(name: string, en: string, vi: string, hint?: Bilingual): Finding {
  return { name, status: 'FAIL', text: { en, vi }, ...(hint === undefined ? {} : { hint }) };
}

/** An error of ours becomes a finding with its own hint; what nobody foresaw is told as it is. */
export function failed(name: string, error: unknown): Finding {
  if (!(error instanceof CongvanError)) {
    const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    return fail(name, text, text);
  }
  const hint = typeof error.ownHint === 'string' ? { en: error.ownHint, vi: error.ownHint } : error.ownHint;
  return fail(name, errorSentence(error, 'en'), errorSentence(error, 'vi'), hint ?? error.row.hint);
}

/** Nothing that hangs may hang the doctor. */
const DEADLINE_MS = 30_000;

export async function runCheck(check: Check, patient: Patient): Promise<readonly Finding[]> {
  const { promise, resolve } = Promise.withResolvers<readonly Finding[]>();
  const timer = setTimeout(
    () => resolve([fail(check.name, 'no answer within 30 s', 'không trả lời trong 30 giây')]),
    DEADLINE_MS,
  );
  try {
    return await Promise.race([check.run(patient), promise]);
  } catch (error) {
    return [failed(check.name, error)];
  } finally {
    clearTimeout(timer);
  }
}
