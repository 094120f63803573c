import { describe, expect, test } from 'vitest';
import { writeZip } from '../../../../src/signing/zip/writeZip.ts';
import { SEAL, signatureOver, token } from '../cades/devCades.ts';
import {
  codesOf,
  FILES,
  file,
  judge,
  MANIFEST,
  MIMETYPE_E,
  MIMETYPE_S,
  manifest,
  referencesTo,
  SIGNATURE,
  signedParts,
  stampedParts,
} from './containers.ts';

const [LETTER, TABLE] = [FILES[0], FILES[1]] as const;
if (LETTER === undefined || TABLE === undefined) throw new Error('two files');
const parts = await signedParts();

describe('an ASiC-E container with CAdES', () => {
  test('passes when the manifest names every file, names percent-encoded or not', async () => {
    const report = await judge(parts);
    expect(report).toMatchObject({
      ...{ kind: 'asic', indication: 'TOTAL-PASSED', documentUnchanged: true, reasons: [] },
      signatures: [
        {
          ...{ format: 'CAdES', level: 'B-T', role: 'person', coverage: 'WHOLE-FILE', modifications: 'NONE' },
          signed: [MANIFEST, LETTER.name, TABLE.name].map((name) => ({ name, extent: 'WHOLE' })),
        },
      ],
    });
    const plain = FILES.map(({ name, bytes }) => ({ uri: name, bytes }));
    expect((await judge(await signedParts(FILES, plain))).indication).toBe('TOTAL-PASSED');
  });

  test('tells which file a signature leaves out, and passes when another covers it', async () => {
    const first = await signedParts(FILES, referencesTo([LETTER]));
    const alone = await judge(first);
    expect(alone).toMatchObject({ indication: 'INDETERMINATE', documentUnchanged: false });
    expect(alone.reasons).toMatchObject([{ code: 'ASIC_FILE_UNSIGNED' }]);
    expect(alone.signatures).toMatchObject([{ indication: 'TOTAL-PASSED', coverage: 'PARTIAL' }]);
    const second = manifest(
      'META-INF/ASiCManifest002.xml',
      'META-INF/signature002.p7s',
      referencesTo([TABLE]),
    );
    const seal = file('META-INF/signature002.p7s', await signatureOver(second.bytes, SEAL));
    const both = await judge([...first, second, seal]);
    expect(both).toMatchObject({ indication: 'TOTAL-PASSED', documentUnchanged: true, reasons: [] });
    expect(both.signatures.map(({ role, coverage }) => [role, coverage])).toEqual([
      ['person', 'PARTIAL'],
      ['agency', 'PARTIAL'],
    ]);
  });

  test('may list its files for OpenDocument readers, but no others', async () => {
    const list = (names: readonly string[]) =>
      file(
        'META-INF/manifest.xml',
        '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><m:file-entry m:full-path="/"/>' +
          `${names.map((name) => `<m:file-entry m:full-path="${name}" m:media-type="x/y"/>`).join('')}</m:manifest>`,
      );
    expect(await judge([...parts, list(FILES.map(({ name }) => name))])).toMatchObject({
      ...{ indication: 'TOTAL-PASSED', documentUnchanged: true },
    });
    const lying = await judge([...parts, list(['other.docx'])]);
    expect(lying).toMatchObject({
      indication: 'TOTAL-FAILED',
      reasons: [{ code: 'ASIC_MANIFEST_DISAGREES' }],
    });
    const malformed = await judge([...parts, file('META-INF/manifest.xml', '<x/>')]);
    expect(malformed).toMatchObject({
      documentUnchanged: false,
      reasons: [{ code: 'ASIC_MANIFEST_MALFORMED' }],
    });
  });

  test('with archive timestamps: each is judged, the older proven by the newer', async () => {
    const first = await stampedParts(parts.slice(1));
    const second = await stampedParts(
      [...parts.slice(1), ...first],
      'META-INF/timestamp002.tst',
      'META-INF/ASiCArchiveManifest002.xml',
    );
    const report = await judge([...parts, ...first, ...second]);
    expect(report).toMatchObject({ indication: 'TOTAL-PASSED', documentUnchanged: true, reasons: [] });
    expect(report.signatures.map(({ role }) => role)).toEqual(['person', 'timestamp', 'timestamp']);
  });

  test('with nothing but timestamps is told to be so', async () => {
    const stamped = await stampedParts(FILES, 'META-INF/timestamp.tst', MANIFEST);
    const report = await judge([MIMETYPE_E, ...FILES, ...stamped]);
    expect(report).toMatchObject({ indication: 'TOTAL-PASSED', documentUnchanged: true });
    expect(report.reasons).toMatchObject([{ code: 'ASIC_TIMESTAMPS_ONLY' }]);
  });

  test('without any signature is INDETERMINATE', async () => {
    expect(await judge([MIMETYPE_E, ...FILES])).toMatchObject({
      ...{ indication: 'INDETERMINATE', documentUnchanged: false, signatures: [] },
      reasons: [{ code: 'ASIC_NO_SIGNATURE' }],
    });
  });
});

describe('an ASiC-S container with CAdES', () => {
  const signed = async (signature: Uint8Array) => [
    MIMETYPE_S,
    LETTER,
    file('META-INF/signature.p7s', signature),
  ];

  test('passes over its one file', async () => {
    const report = await judge(await signed(await signatureOver(LETTER.bytes)));
    expect(report).toMatchObject({ indication: 'TOTAL-PASSED', documentUnchanged: true, reasons: [] });
    expect(report.signatures).toMatchObject([{ signed: [{ name: LETTER.name, extent: 'WHOLE' }] }]);
  });

  test('holds exactly one file', async () => {
    const report = await judge([...(await signed(await signatureOver(LETTER.bytes))), TABLE]);
    expect(report).toMatchObject({ indication: 'TOTAL-FAILED', documentUnchanged: false });
    expect(codesOf(report)).toContain('ASIC_NOT_ONE_FILE');
  });

  test('may have a timestamp instead', async () => {
    const report = await judge([
      MIMETYPE_S,
      LETTER,
      file('META-INF/timestamp.tst', await token(LETTER.bytes)),
    ]);
    expect(report).toMatchObject({ indication: 'TOTAL-PASSED', reasons: [{ code: 'ASIC_TIMESTAMPS_ONLY' }] });
    const other = await judge([MIMETYPE_S, LETTER, file('META-INF/timestamp.tst', await token(TABLE.bytes))]);
    expect(other).toMatchObject({ indication: 'TOTAL-FAILED', documentUnchanged: false });
  });

  test('may say so in the comment, and nothing else there', async () => {
    const zip = writeZip(await signed(await signatureOver(LETTER.bytes)));
    const commented = (comment: string) => {
      const bytes = Buffer.concat([zip, Buffer.from(comment)]);
      bytes.writeUInt16LE(comment.length, zip.length - 2);
      return judge(bytes);
    };
    expect(await commented('mimetype=application/vnd.etsi.asic-s+zip')).toMatchObject({ reasons: [] });
    for (const comment of ['mimetype=application/vnd.etsi.asic-e+zip', 'xin chao']) {
      expect(await commented(comment)).toMatchObject({
        ...{ documentUnchanged: false, reasons: [{ code: 'ASIC_COMMENT_UNEXPLAINED' }] },
      });
    }
  });
});

describe('attacks on a container', () => {
  const swapped = (name: string, content: string | Uint8Array) =>
    parts.map((part) => (part.name === name ? file(name, content) : part));
  const without = (name: string) => parts.filter((part) => part.name !== name);
  const signingOver = async (references: Parameters<typeof signedParts>[1], more = FILES) =>
    await signedParts(more, references);
  const broken = { documentUnchanged: false } as const;

  test('a file added', async () => {
    const report = await judge([...parts, file('evil.docx', 'x')]);
    expect(report).toMatchObject({ ...broken, indication: 'INDETERMINATE' });
    expect(codesOf(report)).toContain('ASIC_FILE_UNSIGNED');
  });

  test('a file added under a timestamp: nobody signed it', async () => {
    const evil = file('evil.docx', 'x');
    const report = await judge([...parts, evil, ...(await stampedParts([evil]))]);
    expect(report).toMatchObject({ ...broken, indication: 'INDETERMINATE' });
    expect(codesOf(report)).toContain('ASIC_FILE_UNSIGNED');
  });

  test('a file swapped', async () => {
    const report = await judge(swapped(TABLE.name, 'a;b\n9;9\n'));
    expect(report).toMatchObject({ ...broken, indication: 'TOTAL-FAILED' });
    expect(report.signatures).toMatchObject([{ subIndication: 'HASH_FAILURE', cryptography: 'BROKEN' }]);
    expect(codesOf(report)).toContain('ASIC_FILE_CHANGED');
  });

  test('two files with each other’s names', async () => {
    const report = await judge([
      MIMETYPE_E,
      file(LETTER.name, TABLE.bytes),
      file(TABLE.name, LETTER.bytes),
      ...parts.slice(3),
    ]);
    expect(report).toMatchObject({ ...broken, indication: 'TOTAL-FAILED' });
  });

  test('a file taken away', async () => {
    const report = await judge(without(TABLE.name));
    expect(report).toMatchObject({ ...broken, indication: 'INDETERMINATE' });
    expect(report.signatures).toMatchObject([{ subIndication: 'SIGNED_DATA_NOT_FOUND' }]);
  });

  test('the manifest swapped', async () => {
    const evil = [LETTER, file(TABLE.name, 'evil')];
    const report = await judge([
      ...[MIMETYPE_E, ...evil, manifest(MANIFEST, SIGNATURE, referencesTo(evil))],
      ...parts.slice(-1),
    ]);
    expect(report).toMatchObject({ ...broken, indication: 'TOTAL-FAILED' });
    expect(report.signatures).toMatchObject([{ subIndication: 'HASH_FAILURE' }]);
  });

  test('a second manifest for the same signature', async () => {
    const second = manifest('META-INF/ASiCManifest002.xml', SIGNATURE, referencesTo(FILES));
    const report = await judge([...parts, second]);
    expect(report).toMatchObject({ ...broken, indication: 'TOTAL-FAILED' });
    expect(codesOf(report)).toContain('ASIC_MANIFEST_MISSING');
  });

  test('a manifest that no signature belongs to', async () => {
    const loose = manifest('META-INF/ASiCManifest002.xml', 'META-INF/signature9.p7s', referencesTo(FILES));
    const report = await judge([...parts, loose]);
    expect(report).toMatchObject({ ...broken, reasons: [{ code: 'ASIC_ENTRY_UNEXPLAINED' }] });
  });

  test.each([
    ['no XML', 'no XML'],
    ['a DOCTYPE', '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'],
    ['another element', '<x/>'],
  ])('a manifest that is %s', async (_, content) => {
    const report = await judge(swapped(MANIFEST, content));
    expect(report).toMatchObject({ ...broken, indication: 'TOTAL-FAILED' });
  });

  test.each([
    ['META-INF', 'META-INF/manifest.xml', 'ASIC_REFERENCE_FORBIDDEN'],
    ['META-INF in small letters', 'meta-inf/manifest.xml', 'ASIC_REFERENCE_FORBIDDEN'],
    ['the folder above', '../a.docx', 'ASIC_REFERENCE_FORBIDDEN'],
    ['the folder above, encoded', '%2e%2e/a.docx', 'ASIC_REFERENCE_FORBIDDEN'],
    ['a slash, encoded', '%2fetc%2fpasswd', 'ASIC_REFERENCE_FORBIDDEN'],
    ['the network', 'http://example.vn/a.docx', 'ASIC_REFERENCE_FORBIDDEN'],
    ['a fragment', '#a', 'ASIC_REFERENCE_FORBIDDEN'],
    ['nothing', '', 'ASIC_REFERENCE_FORBIDDEN'],
    ['bad encoding', '%zz', 'ASIC_REFERENCE_FORBIDDEN'],
    ['a name that is not there', 'b.docx', 'ASIC_FILE_MISSING'],
  ])('a signed reference to %s', async (_, uri, code) => {
    const own = [file('META-INF/manifest.xml', '<x/>'), file('meta-inf/manifest.xml', '<x/>')].filter(
      ({ name }) => name === uri,
    );
    const report = await judge(
      await signingOver([...referencesTo(FILES), { uri, bytes: Buffer.from('<x/>') }], [...FILES, ...own]),
    );
    expect(report.documentUnchanged).toBe(false);
    expect(report.indication).not.toBe('TOTAL-PASSED');
    expect(codesOf(report)).toContain(code);
  });

  test('a reference that fits two files, encoded and not', async () => {
    const two = [file('a%62.txt', 'signed'), file('ab.txt', 'signed')];
    const report = await judge(await signedParts(two, [{ uri: 'a%62.txt', bytes: Buffer.from('signed') }]));
    expect(report).toMatchObject({ ...broken, indication: 'TOTAL-FAILED' });
    expect(codesOf(report)).toContain('ASIC_REFERENCE_AMBIGUOUS');
  });

  test('a reference with a digest nobody knows, or that is too old', async () => {
    const [first] = referencesTo([LETTER]);
    if (first === undefined) throw new Error('a reference');
    for (const [algorithm, code] of [
      ['urn:none', 'ASIC_DIGEST_UNSUPPORTED'],
      ['http://www.w3.org/2000/09/xmldsig#sha1', 'ASIC_FILE_CHANGED'],
    ] as const) {
      const report = await judge(await signedParts([LETTER], [{ ...first, algorithm }]));
      expect(report).toMatchObject(broken);
      expect(codesOf(report)).toContain(code);
    }
  });

  test('the same file named twice', async () => {
    const [first] = referencesTo([LETTER]);
    if (first === undefined) throw new Error('a reference');
    const report = await judge(await signedParts([LETTER], [first, first]));
    expect(codesOf(report)).toContain('ASIC_MANIFEST_MISSING');
    expect(report).toMatchObject({ ...broken, indication: 'TOTAL-FAILED' });
  });

  test('a signature over a file under another name', async () => {
    const report = await judge([
      MIMETYPE_E,
      LETTER,
      file('META-INF/signature.p7s', await signatureOver(LETTER.bytes)),
    ]);
    expect(report).toMatchObject({ ...broken, indication: 'TOTAL-FAILED' });
    expect(codesOf(report)).toContain('ASIC_MANIFEST_MISSING');
  });

  test.each([
    ['is simple, with a manifest', MIMETYPE_S, 'ASIC_MIMETYPE_WRONG'],
    [
      'is a word processor’s',
      { ...file('mimetype', 'application/vnd.oasis.opendocument.text'), isStored: true },
      'ASIC_MIMETYPE_WRONG',
    ],
    ['is packed', file('mimetype', 'application/vnd.etsi.asic-e+zip'), 'ASIC_MIMETYPE_WRONG'],
    [
      'ends with a line',
      { ...file('mimetype', 'application/vnd.etsi.asic-e+zip\n'), isStored: true },
      'ASIC_MIMETYPE_WRONG',
    ],
  ])('a mimetype that %s', async (_, mimetype, code) => {
    const signed = await signedParts([LETTER]);
    const report = await judge([mimetype, ...signed.slice(1)]);
    expect(report).toMatchObject({ ...broken, indication: 'TOTAL-FAILED' });
    expect(codesOf(report)).toContain(code);
  });

  test('a mimetype at the end, or none', async () => {
    const [mimetype, ...rest] = parts;
    if (mimetype === undefined) throw new Error('a mimetype');
    expect(await judge([...rest, mimetype])).toMatchObject({ ...broken, indication: 'TOTAL-FAILED' });
    expect(await judge(rest)).toMatchObject({ ...broken, indication: 'INDETERMINATE' });
  });

  test('something else in META-INF', async () => {
    const record = await judge([...parts, file('META-INF/evidencerecord.ers', 'x')]);
    expect(record).toMatchObject({ ...broken, reasons: [{ code: 'ASIC_EVIDENCE_RECORD_UNSUPPORTED' }] });
    const odd = await judge([...parts, file('META-INF/evil.docx', 'x')]);
    expect(odd).toMatchObject({ ...broken, reasons: [{ code: 'ASIC_ENTRY_UNEXPLAINED' }] });
  });

  test('a duplicate entry, names that look the same, a bomb', async () => {
    await expect(judge([...parts, LETTER])).rejects.toMatchObject({ code: 'ZIP_AMBIGUOUS' });
    await expect(judge([...parts, file(LETTER.name.normalize('NFD'), 'x')])).rejects.toMatchObject({
      code: 'ZIP_AMBIGUOUS',
    });
    await expect(judge([...parts, file('bomb', Buffer.alloc(8 << 20))])).rejects.toMatchObject({
      code: 'ZIP_LIMIT_EXCEEDED',
    });
  });

  test('more signatures than anybody makes', async () => {
    const many = Array.from({ length: 65 }, (_, index) => file(`META-INF/signature-${index}.p7s`, 'x'));
    await expect(judge([...parts, ...many])).rejects.toMatchObject({ code: 'ZIP_LIMIT_EXCEEDED' });
  });

  test('a timestamp over a signature that is not the one in the container', async () => {
    const stamped = await stampedParts([file(SIGNATURE, 'other'), ...FILES]);
    const report = await judge([...parts, ...stamped]);
    expect(report).toMatchObject({ ...broken, indication: 'TOTAL-FAILED' });
    expect(report.signatures.map(({ indication }) => indication)).toEqual(['TOTAL-PASSED', 'TOTAL-FAILED']);
  });
});
