import { CongvanError } from '../../../kernel/errors.ts';
import type { PdfEncryption } from '../read/encryption.ts';

/** Bits of /P (ISO 32000-2 Table 22), counted from 1 there. */
const MODIFY = 1 << 3;
const ANNOTATE = 1 << 5;
const FILL_IN = 1 << 8;

/**
 * May a document that was opened with the user's password be signed? Signing a field that waits needs the right to fill
 * in forms; a new field the right to change forms. The owner may do both.
 * @param isNew whether the field is made for the signature
 * @throws PDF_PERMISSION_DENIED
 */
export function refuseForbidden(encryption: PdfEncryption | null, isNew: boolean): void {
  if (encryption === null || encryption.isOwner) return;
  const { permissions } = encryption;
  const mayChange = (permissions & MODIFY) !== 0 && (permissions & ANNOTATE) !== 0;
  const mayFill = (permissions & (ANNOTATE | FILL_IN)) !== 0;
  if (isNew ? mayChange : mayFill) return;
  const needed = isNew ? 'bits 4 and 6: change forms' : 'bit 9: fill in forms';
  throw new CongvanError('PDF_PERMISSION_DENIED', { detail: `/P ${permissions}, ${needed}` });
}
