/**
 * Every way the program can say no. A code never changes its meaning; its row says what the caller should do.
 * An outcome of judging (a bad signature, a refused delivery) is a value, not an error.
 */
import { APPEARANCE_ERRORS } from './errors/appearance.ts';
import { ARCHIVE_ERRORS } from './errors/archive.ts';
import { BATCH_ERRORS } from './errors/batch.ts';
import { CLI_ERRORS } from './errors/cli.ts';
import { CONTAINER_ERRORS } from './errors/containers.ts';
import { ENVELOPE_ERRORS } from './errors/envelope.ts';
import { EXCHANGE_ERRORS } from './errors/exchange.ts';
import { FLOW_ERRORS } from './errors/flow.ts';
import { KEY_ERRORS } from './errors/keys.ts';
import { LEVEL_ERRORS } from './errors/levels.ts';
import { PDF_ERRORS } from './errors/pdf.ts';
import { PDF_WRITING_ERRORS } from './errors/pdfWriting.ts';
import { REGISTRY_ERRORS } from './errors/registry.ts';
import { RENDITION_ERRORS } from './errors/rendition.ts';
import type { Bilingual, ErrorRow } from './errors/row.ts';
import { SIGNING_ERRORS } from './errors/signing.ts';
import { SIGNING_POLICY_ERRORS } from './errors/signingPolicy.ts';
import { STORE_ERRORS } from './errors/store.ts';
import { VERIFYING_ERRORS } from './errors/verifying.ts';
import { XML_SIGNATURE_ERRORS } from './errors/xmlSignature.ts';

export const ERRORS = {
  ...CLI_ERRORS,
  ...STORE_ERRORS,
  ...REGISTRY_ERRORS,
  ...PDF_ERRORS,
  ...PDF_WRITING_ERRORS,
  ...APPEARANCE_ERRORS,
  ...RENDITION_ERRORS,
  ...SIGNING_ERRORS,
  ...SIGNING_POLICY_ERRORS,
  ...KEY_ERRORS,
  ...LEVEL_ERRORS,
  ...CONTAINER_ERRORS,
  ...ENVELOPE_ERRORS,
  ...XML_SIGNATURE_ERRORS,
  ...EXCHANGE_ERRORS,
  ...ARCHIVE_ERRORS,
  ...FLOW_ERRORS,
  ...VERIFYING_ERRORS,
  ...BATCH_ERRORS,
} as const satisfies Record<string, ErrorRow>;

export type ErrorCode = keyof typeof ERRORS;

export interface ErrorDetails {
  /** What it is about: a file, an agency code, an offset. Shown to the user; never a secret. */
  readonly where?: string;
  /** The technical particulars, in English; never a secret. */
  readonly detail?: string;
  /** Replaces the row's hint when the place knows better; bilingual when it is a sentence. */
  readonly hint?: string | Bilingual;
  readonly cause?: unknown;
}

/** The only error the program throws on purpose. Rendered as `code: text: where (detail)` plus a hint. */
export class CongvanError extends Error {
  override readonly name = 'CongvanError';
  readonly code: ErrorCode;
  readonly where: string | undefined;
  readonly detail: string | undefined;
  readonly ownHint: string | Bilingual | undefined;

  constructor(code: ErrorCode, details: ErrorDetails = {}) {
    const row: ErrorRow = ERRORS[code];
    const where = details.where === undefined ? '' : `: ${details.where}`;
    const detail = details.detail === undefined ? '' : ` (${details.detail})`;
    super(
      `${row.text.en}${where}${detail}`,
      details.cause === undefined ? undefined : { cause: details.cause },
    );
    this.code = code;
    this.where = details.where;
    this.detail = details.detail;
    this.ownHint = details.hint;
  }

  get row(): ErrorRow {
    return ERRORS[this.code];
  }
}

export function isCongvanError(error: unknown, code?: ErrorCode): error is CongvanError {
  return error instanceof CongvanError && (code === undefined || error.code === code);
}

/** Should the daemon try again? An error nobody foresaw counts as temporary: a document must not be lost to it. */
export function isTemporary(error: unknown): boolean {
  return error instanceof CongvanError ? error.row.temporary : true;
}
