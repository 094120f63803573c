import { CongvanError } from '../kernel/errors.ts';
import type { AgencyCode } from '../kernel/ids.ts';
import { toQd20 } from './agencyCode.ts';
import type { NumberedDocument, NumberKey } from './store.ts';

/** edXML gives a number 11 characters. */
const LARGEST_SERIAL = 99_999_999_999;

/** The form of a code under which books are kept, so that one agency has one book whichever form is used. */
export function bookAgency(code: AgencyCode): AgencyCode {
  return toQd20(code) ?? code;
}

/** A book as the store names it. @throws NUMBER_INVALID for a year that is none */
export function bookOf<Book extends Omit<NumberKey, 'serial'>>(book: Book): Omit<NumberKey, 'serial'> {
  if (!Number.isInteger(book.year) || book.year < 1000 || book.year > 9999) {
    throw new CongvanError('NUMBER_INVALID', { where: `year ${book.year}` });
  }
  return {
    register: book.register,
    agency: bookAgency(book.agency),
    year: book.year,
    sequence: book.sequence.normalize('NFC'),
  };
}

/** @throws NUMBER_INVALID */
export function checkedSerial(serial: number): number {
  if (!Number.isSafeInteger(serial) || serial < 1 || serial > LARGEST_SERIAL) {
    throw new CongvanError('NUMBER_INVALID', { where: String(serial) });
  }
  return serial;
}

/** What the book keeps: NFC, so that equal notations are equal. */
export function normalDocument(document: NumberedDocument): NumberedDocument {
  return {
    ...document,
    notation: document.notation.normalize('NFC'),
    subject: document.subject.normalize('NFC'),
    signer: document.signer.normalize('NFC'),
  };
}
