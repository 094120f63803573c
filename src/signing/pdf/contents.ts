import { isCongvanError } from '../../kernel/errors.ts';
import { cmsLength } from '../cms/parse.ts';
import { derFromBer, isIndefinite } from '../der/ber.ts';
import type { Reason } from '../report.ts';
import { reason } from '../validation/reasons.ts';
import type { PdfSignature } from './signatures.ts';

/** What /Contents holds: the DER of a CMS signature or timestamp token, or the reason why there is none. */
export type Contents =
  | { readonly kind: 'der'; readonly der: Uint8Array; readonly reasons: readonly Reason[] }
  | { readonly kind: 'none'; readonly reasons: readonly Reason[] };

/** Cuts the zeros that fill /Contents up; anything else behind the DER value is a reason. Parses no further. */
export function readContents({ contents, dict }: PdfSignature): Contents {
  if (contents === null) {
    const isText = dict.entries.get('Contents')?.kind === 'string';
    return none(reason(isText ? 'PDF_CONTENTS_NOT_HEX' : 'PDF_SIGNATURE_DESTROYED'));
  }
  const { bytes } = contents;
  if (isZero(bytes)) return none(reason('PDF_SIGNATURE_DESTROYED'));
  try {
    const end = cmsLength(bytes);
    const der = isIndefinite(bytes) ? derFromBer(bytes) : bytes.subarray(0, end);
    const reasons = isZero(bytes.subarray(end)) ? [] : [reason('PDF_CONTENTS_PADDING')];
    return { kind: 'der', der, reasons };
  } catch (error) {
    if (!isCongvanError(error)) throw error;
    return none(reason('PDF_CONTENTS_UNREADABLE', error.detail));
  }
}

function none(why: Reason): Contents {
  return { kind: 'none', reasons: [why] };
}

function isZero(bytes: Uint8Array): boolean {
  for (let at = 0; at < bytes.length; at++) if (bytes[at] !== 0) return false;
  return true;
}
