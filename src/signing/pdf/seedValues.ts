/** What a signature field demands of its signature (seed values, ISO 32000-2 §12.7.5.5, Tables 237 and 238). */
import { CongvanError } from '../../kernel/errors.ts';
import type { DigestAlgorithm } from '../signerKey.ts';
import type { PdfDocument } from './read/document.ts';
import { asArray, asDict, asInteger, asName, asNumber, asString, type PdfDict } from './read/objects.ts';
import { textOf } from './read/text.ts';

/** What the signature will be. */
export interface IntendedSignature {
  readonly digest: DigestAlgorithm;
  readonly isTimestamped: boolean;
  readonly reason: string | undefined;
}

/** Bits of /Ff (Table 237): set, the entry is a demand; else a wish, which is passed over. */
const DEMAND = {
  Filter: 1,
  SubFilter: 2,
  V: 4,
  Reasons: 8,
  LegalAttestation: 16,
  AddRevInfo: 32,
  DigestMethod: 64,
  LockDocument: 128,
  AppearanceFilter: 256,
} as const;
/** We know the entries of PDF 2.0. */
const KNOWN_VERSION = 3;
const KNOWN: ReadonlySet<string> = new Set([
  ...['Type', 'Ff', 'Cert', 'MDP', 'TimeStamp'],
  ...Object.keys(DEMAND),
]);

/**
 * @throws SIGNATURE_SEED_UNMET naming the first demand that this signature would not meet, or that is not understood
 */
export function refuseUnmet(
  pdf: PdfDocument,
  field: string,
  seed: PdfDict,
  intended: IntendedSignature,
): void {
  const key = [...seed.entries.keys()].find((one) => !isMet(pdf, seed, one, intended));
  if (key !== undefined)
    throw new CongvanError('SIGNATURE_SEED_UNMET', { where: field, detail: `/SV /${key}` });
}

function isMet(pdf: PdfDocument, seed: PdfDict, key: string, intended: IntendedSignature): boolean {
  const value = pdf.value(seed, key);
  if (key === 'MDP') return isApproval(pdf, asDict(value));
  if (key === 'TimeStamp') return intended.isTimestamped || !isRequired(pdf, asDict(value));
  if (key === 'Cert') return !isRequired(pdf, asDict(value));
  const flags = asInteger(pdf.value(seed, 'Ff')) ?? 0;
  const isDemanded = isDemand(key) && (flags & DEMAND[key]) !== 0;
  if (!isDemanded) return KNOWN.has(key);
  const words = (asArray(value)?.items ?? []).map((item) => asName(pdf.resolve(item)) ?? '');
  if (key === 'Filter') return asName(value) === 'Adobe.PPKLite';
  if (key === 'SubFilter') return words.includes('ETSI.CAdES.detached');
  if (key === 'V') return (asNumber(value) ?? KNOWN_VERSION + 1) <= KNOWN_VERSION;
  if (key === 'Reasons') return isReason(pdf, seed, intended.reason);
  if (key === 'DigestMethod') return isDigest(pdf, seed, intended.digest);
  if (key === 'AddRevInfo') return value.kind === 'boolean' && !value.value;
  return key === 'LockDocument' && asName(value) === 'false';
}

function isDemand(key: string): key is keyof typeof DEMAND {
  return Object.hasOwn(DEMAND, key);
}

/** P 0 asks for an approval signature, any other for a certification, which we do not make. */
function isApproval(pdf: PdfDocument, mdp: PdfDict | undefined): boolean {
  return mdp !== undefined && asInteger(pdf.value(mdp, 'P')) === 0;
}

/** Bits of a certificate's or timestamp's own /Ff. */
function isRequired(pdf: PdfDocument, dict: PdfDict | undefined): boolean {
  return dict === undefined || (asInteger(pdf.value(dict, 'Ff')) ?? 0) !== 0;
}

/** No list, or a full stop alone: no reason may be given. */
function isReason(pdf: PdfDocument, seed: PdfDict, reason: string | undefined): boolean {
  const reasons = textsOf(pdf, seed, 'Reasons');
  if (reasons.length === 0 || (reasons.length === 1 && reasons[0] === '.')) return reason === undefined;
  return reason !== undefined && reasons.includes(reason);
}

function isDigest(pdf: PdfDocument, seed: PdfDict, digest: DigestAlgorithm): boolean {
  const plain = (text: string): string => text.toUpperCase().replaceAll(/[^A-Z0-9]/g, '');
  return textsOf(pdf, seed, 'DigestMethod').some((text) => plain(text) === plain(digest));
}

function textsOf(pdf: PdfDocument, seed: PdfDict, key: string): readonly string[] {
  const items = asArray(pdf.value(seed, key))?.items ?? [];
  return items.map((item) => textOf(asString(pdf.resolve(item)) ?? new Uint8Array()));
}
