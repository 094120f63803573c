import { addSignatureField, signatureDictionary } from '../../src/signing/pdf/field.ts';
import { openPdf } from '../../src/signing/pdf/read/document.ts';
import { pageAt } from '../../src/signing/pdf/read/pages.ts';
import { PdfUpdate } from '../../src/signing/pdf/write/update.ts';
import { dateString } from '../../src/signing/pdf/write/values.ts';

const NOWHERE = { left: 0, bottom: 0, right: 0, top: 0 };

/** The letter with an invisible signature field whose value waits to be filled in. */
export function dictionaryOnly(letter: Uint8Array): Buffer {
  const pdf = openPdf(letter);
  const update = new PdfUpdate(pdf);
  const signedAt = dateString('2026-11-21T09:30:05+07:00');
  const given = { contentsBytes: 8_192, signedAt, signer: 'bench', reason: undefined, location: undefined };
  const value = update.add(signatureDictionary(given));
  const place = { page: pageAt(pdf, 0), rect: NOWHERE, appearance: null, title: 'Signature1' };
  addSignatureField(pdf, update, { ...place, value });
  return update.bytes();
}
