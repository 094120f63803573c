/** What the main thread and its workers say to each other. Nothing here holds a key or a secret. */
import type { ErrorCode, ErrorDetails } from '../../kernel/errors.ts';
import { CongvanError } from '../../kernel/errors.ts';
import { known } from '../errorText.ts';

/** A `CongvanError` on its way to another thread; its cause stays behind. */
export interface ToldError {
  readonly code: ErrorCode;
  readonly details: Omit<ErrorDetails, 'cause'>;
}

export type ToWorker =
  | { readonly kind: 'task'; readonly task: unknown }
  | { readonly kind: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'refusal'; readonly id: number; readonly error: ToldError };

export type FromWorker =
  | { readonly kind: 'result'; readonly result: unknown }
  | { readonly kind: 'failure'; readonly error: ToldError }
  /** Something only the main thread can do: ask a server, use the key. */
  | { readonly kind: 'question'; readonly id: number; readonly topic: string; readonly given: unknown };

export function told(error: unknown): ToldError {
  const { code, where, detail, ownHint } = known(error);
  return {
    code,
    details: {
      ...(where === undefined ? {} : { where }),
      ...(detail === undefined ? {} : { detail }),
      ...(ownHint === undefined ? {} : { hint: ownHint }),
    },
  };
}

export function retold({ code, details }: ToldError): CongvanError {
  return new CongvanError(code, details);
}
