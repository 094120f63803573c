import { isCongvanError } from '../../kernel/errors.ts';
import type { Material } from '../material.ts';
import type { PdfDocument } from './read/document.ts';
import { asArray, asDict, type PdfDict } from './read/objects.ts';

/** Streams of the DSS that are read at most, and how large each may be. */
const MAX_STREAMS = 2000;
const MAX_BYTES = 16 * 1024 * 1024;

/**
 * Certificates and revocation data in the Document Security Store (ISO 32000-2 §12.8.4.3) of the newest revision:
 * unverified, to be judged like any other material. What cannot be read is left out.
 * @param at stands for the time they were fetched
 */
export function storedMaterial(pdf: PdfDocument, at: Date): Material {
  const store = asDict(pdf.value(pdf.catalog(), 'DSS'));
  if (store === undefined) return { certificates: [], revocations: [] };
  const evidence = (kind: 'ocsp' | 'crl', key: string) =>
    streams(pdf, store, key).map((der) => ({ kind, der, fetchedAt: at, source: null }));
  return {
    certificates: streams(pdf, store, 'Certs'),
    revocations: [...evidence('ocsp', 'OCSPs'), ...evidence('crl', 'CRLs')],
  };
}

function streams(pdf: PdfDocument, store: PdfDict, key: string): readonly Uint8Array[] {
  const items = asArray(pdf.value(store, key))?.items ?? [];
  return items.slice(0, MAX_STREAMS).flatMap((item) => {
    try {
      const value = pdf.resolve(item);
      return value.kind === 'stream' ? [pdf.streamBytes(value, MAX_BYTES)] : [];
    } catch (error) {
      if (isCongvanError(error)) return [];
      throw error;
    }
  });
}
