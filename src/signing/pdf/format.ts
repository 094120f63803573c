import type { SignatureFormat } from '../report.ts';

/** The formats a PDF can hold. */
export type PdfFormat = Extract<
  SignatureFormat,
  'ETSI.CAdES.detached' | 'adbe.pkcs7.detached' | 'ETSI.RFC3161' | 'UNSUPPORTED'
>;

const FORMATS: ReadonlyMap<string | null, PdfFormat> = new Map<string | null, PdfFormat>([
  ['ETSI.CAdES.detached', 'ETSI.CAdES.detached'],
  ['adbe.pkcs7.detached', 'adbe.pkcs7.detached'],
  ['ETSI.RFC3161', 'ETSI.RFC3161'],
]);

/** The form of signature a /SubFilter names (ISO 32000-2 Table 260); others are recognised, not judged. */
export function formatOf(subFilter: string | null): PdfFormat {
  return FORMATS.get(subFilter) ?? 'UNSUPPORTED';
}
