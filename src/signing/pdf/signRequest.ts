/**
 * What is asked of `signPdf`.
 *
 * Glossary
 * - image box: where the PNG is drawn, in millimetres; the widget's rectangle is this box plus the text under it.
 * - position: measured on the page as a reader sees it (crop box, turned by /Rotate), from its top-left corner.
 */
import type { Clock } from '../../kernel/clock.ts';
import type { CongvanError } from '../../kernel/errors.ts';
import type { Random } from '../../kernel/random.ts';
import type { Secret } from '../../kernel/secret.ts';
import type { SignaturePolicy } from '../policy/policy.ts';
import type { ValidationReport } from '../report.ts';
import type { SignerKey } from '../signerKey.ts';
import type { TimestampAuthority } from '../timestampAuthority.ts';
import type { DeclaredAct } from './declaredAct.ts';

/** Whose act it is (NĐ 30/2020 Đ32.2d). The seal needs a valid person's signature before it. */
export type SigningRole = 'person' | 'agency';

/** The top-left corner of the image on a page as it is seen. */
export interface PagePosition {
  /** First page is 1. */
  readonly page: number;
  readonly xMm: number;
  readonly yMm: number;
  /** Instead of the usual size; the seal's size is the seal's. */
  readonly widthMm?: number;
  readonly heightMm?: number;
}

export interface SignatureAppearance {
  /** PNG with a transparent background: the handwritten signature (blue) or the seal (red). */
  readonly image: Uint8Array;
  /** The image is drawn inside this box, its proportions kept; for the seal this is its true size. */
  readonly widthMm: number;
  readonly heightMm: number;
  /**
   * Without it: a person's image goes centred between the position line and the name line (`name` is looked for on
   * the pages, the last one first), else to the default cell 7c; the seal goes over the left third of the image of
   * the last person's signature (NĐ 30/2020 PL I, II.7d and II.8a).
   */
  readonly at?: PagePosition;
  /** Under this text, looked for on the pages from the last one on; when there is no `at`. */
  readonly after?: string;
  /** Vietnamese text under the image. Left out: who signed and when. Empty: no text. */
  readonly lines?: readonly string[];
}

/** The agency's signature on an attachment or a copy: what its line says, and where if not in the corner. */
export type CornerMark = DeclaredAct & {
  /** Attachment: number and notation of the document it belongs to (`15/QĐ-STC`). Copy: name of the agency. */
  readonly says: string;
  readonly at?: PagePosition;
};

export interface SignPdfRequest {
  readonly pdf: Uint8Array;
  readonly role: SigningRole;
  readonly key: SignerKey;
  readonly level: 'B-B' | 'B-T';
  /** Asked in this order until one answers; used for B-T only. */
  readonly authorities: readonly TimestampAuthority[];
  /** Is told when no authority gave a timestamp; the signature is then B-B. Left out: signing fails. */
  readonly withoutTimestamp?: (why: CongvanError) => void;
  readonly clock: Clock;
  readonly random: Random;
  /** A mark is the agency's own act beside sealing: on an attachment or a copy, with no person before it. */
  readonly appearance: SignatureAppearance | CornerMark;
  /** Full name of an empty signature field to sign in: its rectangle, lock and seed values hold. */
  readonly field?: string;
  /** Of an encrypted PDF. */
  readonly password?: Secret;
  /** Who may sign in which role and order; left out: the program’s own. */
  readonly policy?: Pick<SignaturePolicy, 'signing'>;
  /**
   * Judges a file: collects what it needs and calls `verifyPdf`. Asked about the input when it already bears
   * signatures, and about the output before it is released.
   */
  readonly judge: (pdf: Uint8Array) => ValidationReport | Promise<ValidationReport>;
  /** Name as printed under the signature; the certificate's common name when left out. */
  readonly name?: string;
  readonly reason?: string;
  readonly location?: string;
}
