import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { buildDetachedCms } from '../../../src/signing/cms/build.ts';
import { devSignerKey } from '../../unit/signing/devPki.ts';
import { sign, signedAndSealed, token } from '../../unit/signing/pdf/devPdf.ts';
import { pdfOf, signed as signedBy } from '../../unit/signing/pdf/pdfBuilder.ts';
import { BASE, catalog, page, personSigned, stream, update, verdict, verdictOnSigner } from './attack.ts';

const signed = await personSigned();
const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();
const SECOND = { field: 'Sig2', numbers: [20, 21], fields: '10 0 R 20 0 R' } as const;

/** What a `/Contents` holds, from the n-th on. */
function contentsOf(pdf: Buffer, nth = 0): Buffer {
  const all = [...pdf.toString('latin1').matchAll(/\/Contents <([0-9A-Fa-f]+)>/g)];
  const bytes = Buffer.from(all[nth]?.[1] ?? '', 'hex');
  return bytes.subarray(0, 4 + bytes.readUInt16BE(2));
}

/** The signature of `signed` with its hole, or what stands in it, changed. */
function bent(find: RegExp, by: (found: string) => string): Buffer {
  const text = signed.toString('latin1');
  return Buffer.from(text.replace(find, by), 'latin1');
}

describe('a signature in the wrong place', () => {
  test('one signature as the value of two fields', async () => {
    const again = update(signed, {
      ...catalog('10 0 R 20 0 R'),
      ...page('10 0 R 20 0 R'),
      20: '<< /Type /Annot /Subtype /Widget /FT /Sig /T (Sig2) /F 132 /P 3 0 R /Rect [0 0 0 0] /V 11 0 R >>',
    });
    expect(await verdict(again)).toContain('PDF_SIGNATURE_SHARED');
  });
  test('a copy of its dictionary in a second field', async () => {
    const value = /11 0 obj\n([\s\S]*?)\nendobj/.exec(signed.toString('latin1'))?.[1] ?? '';
    const again = update(signed, {
      ...catalog('10 0 R 20 0 R'),
      ...page('10 0 R 20 0 R'),
      20: '<< /Type /Annot /Subtype /Widget /FT /Sig /T (Sig2) /F 132 /P 3 0 R /Rect [0 0 0 0] /V 21 0 R >>',
      21: value,
    });
    expect(await verdict(again)).toContain('PDF_BYTE_RANGE_GAP');
  });
  test('the CMS of another PDF', async () => {
    const other = pdfOf({ ...BASE, 4: stream('BT /F1 12 Tf 72 720 Td (Dong y) Tj ET') });
    const borrowed = await sign(other, 'H29.12/person', { contents: async () => contentsOf(signed) });
    expect(await verdict(borrowed)).toContain('CMS_DIGEST_MISMATCH');
  });
  test('the CMS of the first signature in the second', async () => {
    const again = await sign(signed, 'H29.12/person', {
      ...SECOND,
      contents: async () => contentsOf(signed),
    });
    expect(await verdict(again)).toContain('CMS_DIGEST_MISMATCH');
  });
  test('a whole signed file inside another one', async () => {
    const wrapped = pdfOf({ ...BASE, 7: stream(signed) });
    expect(await verdict(wrapped)).toContain('PDF_NO_SIGNATURE');
  });
  test('the name of the signed field given to a second one', async () => {
    const options = { ...SECOND, field: 'Sig1' };
    expect(await verdict(await sign(signed, 'H29.12/person', options))).toContain('PDF_CHANGE_FIELD_ADDED');
  });
  test('the signed field hung under a new parent', async () => {
    const moved = update(signed, {
      ...catalog('20 0 R'),
      20: '<< /T (Top) /Kids [10 0 R] >>',
      10: '<< /Type /Annot /Subtype /Widget /FT /Sig /T (Sig1) /Parent 20 0 R /F 132 /P 3 0 R /Rect [100 100 200 150] /V 11 0 R >>',
    });
    expect(await verdict(moved)).toContain('PDF_CHANGE_FIELD_REMOVED');
  });
});

describe('a signature taken to pieces', () => {
  const rows: readonly [string, RegExp, (found: string) => string, string][] = [
    ['no contents', /\/Contents </, () => '/Kontents <', 'PDF_SIGNATURE_DESTROYED'],
    [
      'empty contents',
      /\/Contents <[0-9a-f]+>/,
      (s) => `/Contents <>${' '.repeat(s.length - 12)}`,
      'PDF_SIGNATURE_DESTROYED',
    ],
    [
      'zeros',
      /\/Contents <[0-9a-f]+>/,
      (s) => `/Contents <${'0'.repeat(s.length - 12)}>`,
      'PDF_SIGNATURE_DESTROYED',
    ],
    [
      'null',
      /\/Contents <[0-9a-f]+>/,
      (s) => `/Contents null${' '.repeat(s.length - 14)}`,
      'PDF_SIGNATURE_DESTROYED',
    ],
    ['no range', /\/ByteRange/, () => '/ByteRangf', 'PDF_BYTE_RANGE_MALFORMED'],
    [
      'a null range',
      /\/ByteRange \[[^\]]*\]/,
      (s) => `/ByteRange null${' '.repeat(s.length - 15)}`,
      'PDF_BYTE_RANGE_MALFORMED',
    ],
    ['a range that begins later', /ByteRange \[0/, () => 'ByteRange [1', 'PDF_BYTE_RANGE_MALFORMED'],
    ['two contents', /\/Filter \/Adobe.PPKLite/, () => '/Contents <00>        ', 'error PDF_AMBIGUOUS'],
    ['another format', /ETSI.CAdES.detached/, () => 'ETSI.CAdES.detachee', 'PDF_SUBFILTER_UNSUPPORTED'],
  ];
  test.each(rows)('%s', async (_, find, by, code) => expect(await verdict(bent(find, by))).toContain(code));

  test('a gap larger than the contents', async () => {
    const wide = await sign(pdfOf(), 'H29.12/person', {
      contents: async (covered) => {
        const key = devSignerKey('H29.12/person');
        return await buildDetachedCms({
          ...{ contentDigest: sha256(covered.subarray(0, -10)), digest: 'SHA-256', key, profile: 'pades' },
        });
      },
    });
    expect(await verdict(wide)).toContain('CMS_DIGEST_MISMATCH');
  });
});

describe('a signature by the wrong key', () => {
  test.each([
    ['odd/foreign-seal', 'CHAIN_NOT_FOUND'],
    ['H29.12/tls', 'CERT_USAGE_NOT_ALLOWED'],
    ['tsa-ec', 'CERT_USAGE_NOT_ALLOWED'],
    ['ocsp', 'CERT_USAGE_NOT_ALLOWED'],
  ])('%s', async (id, code) => {
    const contents = async (covered: Buffer) =>
      await buildDetachedCms({
        ...{ contentDigest: sha256(covered), digest: 'SHA-256', key: devSignerKey(id), profile: 'pades' },
      });
    const pdf = await signedBy(pdfOf(), devSignerKey(id), { contents });
    expect(await verdictOnSigner(pdf)).toContain(code);
  });
});

describe('timestamps', () => {
  test('of another signature', async () => {
    const key = devSignerKey('H29.12/person');
    const other = await token(Buffer.from('another signature value'));
    const contents = async (covered: Buffer) =>
      await buildDetachedCms({
        ...{ contentDigest: sha256(covered), digest: 'SHA-256', key, profile: 'pades' },
        timestamp: async () => other,
      });
    expect(await verdictOnSigner(await signedBy(pdfOf(), key, { contents }))).toContain(
      'TIMESTAMP_OF_SOMETHING_ELSE',
    );
  });
  test('of a document put over another one', async () => {
    const other = await token(Buffer.from('another document'));
    const options = { ...SECOND, subFilter: 'ETSI.RFC3161', contents: async () => other };
    expect(await verdict(await sign(signed, 'H29.12/person', options))).toContain(
      'TIMESTAMP_OF_SOMETHING_ELSE',
    );
  });
});

test('the seal of a sealed letter cannot be taken off again without a trace but by going back', async () => {
  const sealed = await signedAndSealed();
  const without = update(sealed, { ...catalog('10 0 R'), ...page('10 0 R') });
  expect(await verdict(without)).toContain('PDF_SIGNATURE_REMOVED');
});
