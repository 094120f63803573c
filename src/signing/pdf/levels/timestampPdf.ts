import { CongvanError } from '../../../kernel/errors.ts';
import type { Random } from '../../../kernel/random.ts';
import type { Secret } from '../../../kernel/secret.ts';
import type { TimestampAuthority } from '../../timestampAuthority.ts';
import { requestTimestamp } from '../../tsp/timestamp.ts';
import { addSignatureField, BYTE_RANGE, nextFieldName } from '../field.ts';
import { insertSignature } from '../insertSignature.ts';
import { openPdf, type PdfDocument } from '../read/document.ts';
import { pageAt } from '../read/pages.ts';
import { refuseToUpdate } from '../refuseToSign.ts';
import { PdfUpdate } from '../write/update.ts';
import { dict, type NewDict, name, raw } from '../write/values.ts';

/** Asked in this order until one answers. */
export interface Asking {
  readonly authorities: readonly TimestampAuthority[];
  readonly random: Random;
  /** Of an encrypted PDF. */
  readonly password?: Secret;
}

/** A token with a chain of three takes about 6 KB. */
const USUAL_TOKEN_BYTES = 12_288;
const SPARE_BYTES = 1_024;

/** A field that shows nothing; its widget stands on the first page. */
const NOWHERE = { left: 0, bottom: 0, right: 0, top: 0 };

/**
 * Appends a document timestamp over the whole file (ISO 32000-2 §12.8.5, EN 319 142-1 §5.4.3): an invisible signature
 * field whose value holds an RFC 3161 token. Needs no key; nothing in the file is judged here, and whether the authority
 * is trusted is the verifier's question.
 * @throws PDF_*, SIGNING_UNFINISHED_SIGNATURE, SIGNING_EARLIER_SIGNATURE_BROKEN, TIMESTAMP_UNAVAILABLE, TIMESTAMP_REFUSED
 */
export async function timestampPdf(bytes: Uint8Array, asking: Asking): Promise<Buffer> {
  const pdf = openPdf(bytes, asking.password);
  refuseToUpdate(pdf);
  const value = (digest: Uint8Array) =>
    requestTimestamp(digest, 'SHA-256', asking.authorities, asking.random);
  let room = USUAL_TOKEN_BYTES;
  for (let attempt = 0; attempt < 2; attempt++) {
    const prepared = prepare(pdf, room);
    const inserted = await insertSignature(prepared, bytes.length, room, { digest: 'SHA-256', value });
    if (inserted.kind === 'signed') return inserted.pdf;
    room = inserted.neededBytes + SPARE_BYTES;
  }
  throw new CongvanError('TIMESTAMP_REFUSED', { detail: `the tokens grow: more than ${room} bytes` });
}

function prepare(pdf: PdfDocument, room: number): Buffer {
  const update = new PdfUpdate(pdf);
  const value = update.add(timestampDictionary(room));
  const title = nextFieldName(pdf, 'Timestamp');
  addSignatureField(pdf, update, { page: pageAt(pdf, 0), rect: NOWHERE, appearance: null, value, title });
  return update.bytes();
}

/** Time, place and name are the token's own words; the dictionary has none (EN 319 142-1 §5.4.3). */
function timestampDictionary(room: number): NewDict {
  return dict({
    Type: name('DocTimeStamp'),
    Filter: name('Adobe.PPKLite'),
    SubFilter: name('ETSI.RFC3161'),
    ByteRange: raw(BYTE_RANGE),
    Contents: raw(`<${'0'.repeat(room * 2)}>`),
  });
}
