import { CongvanError } from '../../kernel/errors.ts';
import type { Secret } from '../../kernel/secret.ts';
import type { Role, ValidationReport } from '../report.ts';
import { placementOf } from './overlaps.ts';
import { openPdf } from './read/document.ts';
import { signaturesOf } from './signatures.ts';

/**
 * Asks the verifier's own question before a key is used: would the new image lie over a note, a field or text that an
 * earlier signature protects?
 * @param prepared the file with the update, its signature unfinished
 * @param field the new one
 * @param earlier about the file before; without one nobody has signed what lies under an image, and only marks are
 *   asked about
 * @throws SIGNATURE_PLACE_TAKEN
 */
export function refuseCovering(
  prepared: Uint8Array,
  field: string,
  role: Role,
  earlier: ValidationReport | undefined,
  password?: Secret,
): void {
  const isMark = role === 'attachment' || role === 'copy';
  if (earlier === undefined && !isMark) return;
  const roles = new Map(earlier?.signatures.map((each) => [each.field, each.role]));
  const pdf = openPdf(prepared, password);
  const placed = signaturesOf(pdf).map((signature) => ({
    signature,
    role: signature.field === field ? role : (roles.get(signature.field) ?? 'unknown'),
  }));
  const made = placed.find(({ signature }) => signature.field === field);
  const covers = made === undefined ? [] : placementOf(pdf, made, placed).covers;
  if (covers.length === 0) return;
  throw new CongvanError('SIGNATURE_PLACE_TAKEN', { detail: covers.map(({ text }) => text).join('; ') });
}
