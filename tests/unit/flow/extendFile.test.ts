import { describe, expect, test } from 'vitest';
import { extendFile, timestampFile } from '../../../src/flow/extendFile.ts';
import { asWritten } from '../../../src/signing/cades/extendCades.ts';
import { readParts, writeParts } from '../../../src/signing/cades/signedDataParts.ts';
import { detachedContent } from '../../../src/signing/cades/verifyCades.ts';
import { parseSignedData } from '../../../src/signing/cms/parse.ts';
import { rawOf } from '../../../src/signing/der/read.ts';
import { explicit, octetString, oid, sequence, sortedDer } from '../../../src/signing/der/write.ts';
import { OID } from '../../../src/signing/x509/oids.ts';
import { xadesLevels } from '../../../src/signing/xml/xadesLevels.ts';
import { readZip } from '../../../src/signing/zip/readZip.ts';
import { writeZip } from '../../../src/signing/zip/writeZip.ts';
import { xmlSignature } from '../signing/asic/containers.ts';
import { certify } from '../signing/pki.ts';
import { tsa1, tsa2, tsa3 } from '../signing/validation/lastingWorld.ts';
import { CONTENT, cmsOver, judgedAt, type LastingFile, MAKERS, protectingAt } from './lastingFiles.ts';

const EACH = Object.entries(MAKERS);
const NOW = protectingAt('2021-06-01', tsa1);

describe.each(EACH)('%s', (_, make) => {
  test('is lifted from level to level, each proven, and no further', async () => {
    const file = await make();
    let { bytes } = file;
    for (const level of ['B-T', 'B-LT', 'B-LTA'] as const) {
      const lifted = await extendFile(NOW, { ...file, bytes, level });
      expect(lifted.report).toMatchObject({ indication: 'TOTAL-PASSED', documentUnchanged: true });
      expect(lifted.report.signatures[0]).toMatchObject({ level, cryptography: 'INTACT' });
      ({ bytes } = lifted);
      await expect(extendFile(NOW, { ...file, bytes, level })).rejects.toMatchObject({
        ...{ code: 'LEVEL_ALREADY_REACHED', where: file.file, detail: level },
      });
    }
    const later = await judgedAt(file, bytes, '2022-06-01');
    expect(later.signatures[0]).toMatchObject({ indication: 'TOTAL-PASSED', level: 'B-LTA' });
    expect((await judgedAt(file, file.bytes, '2022-06-01')).indication).toBe('INDETERMINATE');
  });

  test('is lifted at once', async () => {
    const file = await make();
    const { bytes, older } = await extendFile(NOW, { ...file, level: 'B-LTA' });
    expect(older).toEqual([]);
    expect((await judgedAt(file, bytes, '2021-07-01')).indication).toBe('TOTAL-PASSED');
  });

  test('is renewed before each authority ends, and is proven decades later', async () => {
    const file = await make();
    let { bytes } = await extendFile(NOW, { ...file, level: 'B-LTA' });
    const stale = await judgedAt(file, bytes, '2024-01-01');
    expect(stale.indication).toBe('INDETERMINATE');
    for (const [date, tsa] of [
      ['2022-12-01', tsa2],
      ['2027-12-01', tsa3],
    ] as const) {
      const renewed = await timestampFile(protectingAt(date, tsa), { ...file, bytes });
      expect(renewed.report).toMatchObject({ indication: 'TOTAL-PASSED', documentUnchanged: true });
      ({ bytes } = renewed);
    }
    const later = await judgedAt(file, bytes, '2040-01-01');
    expect(later).toMatchObject({ indication: 'TOTAL-PASSED', documentUnchanged: true });
    expect(later.signatures[0]).toMatchObject({ level: 'B-LTA', bestTime: '2021-06-01T00:00:00.000Z' });
  });

  test('is refused when it can no longer be proven', async () => {
    const file = await make();
    const { bytes } = await extendFile(NOW, { ...file, level: 'B-LTA' });
    const late = protectingAt('2024-01-01', tsa3);
    await expect(timestampFile(late, { ...file, bytes })).rejects.toMatchObject({
      code: 'LEVEL_NOT_PROVABLE',
    });
    await expect(extendFile(late, { ...file, level: 'B-LTA' })).rejects.toMatchObject({
      code: 'LEVEL_NOT_PROVABLE',
    });
  });

  test('is not given out without revocation data or timestamps', async () => {
    const file = await make();
    const nobody = { evidenceFor: async () => [] };
    const blind = protectingAt('2021-06-01', tsa1, { currentRevocation: nobody });
    await expect(extendFile(blind, { ...file, level: 'B-LT' })).rejects.toMatchObject({
      code: 'REVOCATION_UNAVAILABLE',
    });
    const mute = protectingAt('2021-06-01', tsa1, { authorities: [] });
    await expect(extendFile(mute, { ...file, level: 'B-T' })).rejects.toMatchObject({
      code: 'TIMESTAMP_UNAVAILABLE',
    });
    const foreign = certify('Foreign TSA', { purposes: [OID.timeStamping], purposesCritical: true });
    for (const level of ['B-T', 'B-LTA'] as const) {
      const lifting = extendFile(protectingAt('2021-06-01', foreign), { ...file, level });
      await expect(lifting).rejects.toMatchObject({ code: 'TIMESTAMP_REFUSED', where: file.file });
    }
    const { bytes } = await extendFile(NOW, { ...file, level: 'B-LT' });
    const archiving = timestampFile(protectingAt('2021-06-01', foreign), { ...file, bytes });
    await expect(archiving).rejects.toMatchObject({ code: 'TIMESTAMP_REFUSED' });
  });

  test('tells when only older revocation data was to be had', async () => {
    const file = await make();
    const { currentRevocation } = protectingAt('2021-05-30', tsa1);
    const context = protectingAt('2021-06-01', tsa1, { currentRevocation });
    const { older } = await extendFile(context, { ...file, level: 'B-LT' });
    expect(older).toMatchObject([{ field: expect.stringContaining('Lasting signer') }]);
  });
});

describe('what is not lifted', () => {
  const broken = async () => {
    const file = await MAKERS.XAdES();
    return { ...file, bytes: Buffer.from(Buffer.from(file.bytes).toString().replace('đ', 'd')) };
  };

  test.each([
    ['a changed document', broken, 'LEVEL_BROKEN_SIGNATURE'],
    [
      'XML without a signature',
      async () => ({ file: 'a.xml', bytes: Buffer.from('<a/>') }),
      'LEVEL_WITHOUT_SIGNATURE',
    ],
    [
      'an envelope',
      async () => ({ file: 'a.xml', bytes: Buffer.from('<edXML/>') }),
      'LEVEL_FORM_UNSUPPORTED',
    ],
    ['a PDF', async () => ({ file: 'a.pdf', bytes: Buffer.from('%PDF-1.7') }), 'FILE_KIND_UNKNOWN'],
    ['anything else', async () => ({ file: 'a.bin', bytes: Buffer.from('x') }), 'FILE_KIND_UNKNOWN'],
    [
      'a signature without its file',
      async () => {
        const { content: _, ...file } = await MAKERS['CAdES beside its file']();
        return file;
      },
      'SIGNED_FILE_NEEDED',
    ],
  ] as const)('%s', async (_, make, code) => {
    await expect(extendFile(NOW, { ...(await make()), level: 'B-LTA' })).rejects.toMatchObject({ code });
  });
});

describe('what comes out', () => {
  test('a signature in PEM comes out in DER', async () => {
    const file = await MAKERS['CAdES beside its file']();
    const lines = Buffer.from(file.bytes).toString('base64').replace(/.{64}/g, '$&\n');
    const bytes = Buffer.from(`-----BEGIN PKCS7-----\n${lines}\n-----END PKCS7-----\n`);
    const lifted = await extendFile(NOW, { ...file, bytes, level: 'B-LTA' });
    expect(parseSignedData(lifted.bytes)).toMatchObject({ isDer: true });
    expect(lifted.report.signatures[0]).toMatchObject({ level: 'B-LTA' });
  });

  test('files, manifest and signatures of an archived container stay as they were', async () => {
    const file = await MAKERS['ASiC-E with CAdES']();
    const first = await extendFile(NOW, { ...file, level: 'B-LTA' });
    const second = await timestampFile(protectingAt('2022-12-01', tsa2), { ...file, bytes: first.bytes });
    const entries = (zip: Uint8Array) =>
      new Map(readZip(zip).entries.map(({ name, bytes }) => [name, bytes]));
    const [before, after] = [entries(first.bytes), entries(second.bytes)];
    for (const name of ['mimetype', 'qd.docx', 'META-INF/ASiCManifest001.xml', 'META-INF/signature001.p7s']) {
      expect(after.get(name)).toEqual(before.get(name));
    }
    expect(after.get('META-INF/ASiCArchiveManifest001.xml')).toEqual(
      before.get('META-INF/ASiCArchiveManifest.xml'),
    );
    expect(after.get('META-INF/ASiCArchiveManifest.xml')?.toString()).toContain(
      'URI="META-INF/ASiCArchiveManifest001.xml" Rootfile="true"',
    );
  });
});

describe('other shapes', () => {
  const lifted = async (file: LastingFile) => {
    const first = await extendFile(NOW, { ...file, level: 'B-LTA' });
    const renewed = await timestampFile(protectingAt('2022-12-01', tsa2), { ...file, bytes: first.bytes });
    const later = await judgedAt(file, renewed.bytes, '2027-01-01');
    expect(later).toMatchObject({ indication: 'TOTAL-PASSED', documentUnchanged: true });
    return { ...later, bytes: renewed.bytes };
  };

  test('parallel signers each get their own timestamps', async () => {
    const [one, other] = [readParts(await cmsOver(CONTENT)), readParts(await cmsOver(CONTENT, 1))];
    const signers = sortedDer([...one.signers, ...other.signers].map(rawOf));
    const both = writeParts({ ...asWritten(one), signers });
    const content = detachedContent('qd.docx', CONTENT);
    const { signatures } = await lifted({ file: 'qd.p7s', bytes: both, content });
    expect(signatures.map(({ level }) => level)).toEqual(['B-LTA', 'B-LTA']);
  });

  test('content may be inside', async () => {
    const parts = readParts(await cmsOver(CONTENT));
    const encapsulated = sequence(oid(OID.data), explicit(0, octetString(CONTENT)));
    const { signatures } = await lifted({
      file: 'qd.p7m',
      bytes: writeParts({ ...asWritten(parts), encapsulated }),
    });
    expect(signatures).toMatchObject([{ level: 'B-LTA' }]);
  });

  test('the signature of an ASiC-S gets its archive timestamps inside', async () => {
    const parts = [
      { name: 'mimetype', bytes: Buffer.from('application/vnd.etsi.asic-s+zip'), isStored: true },
      { name: 'qd.docx', bytes: CONTENT },
      { name: 'META-INF/signature.p7s', bytes: await cmsOver(CONTENT) },
    ];
    const { signatures, bytes } = await lifted({ file: 'qd.asics', bytes: writeZip(parts) });
    expect(signatures).toMatchObject([{ level: 'B-LTA' }]);
    expect(readZip(bytes).entries.map(({ name }) => name)).toEqual(parts.map(({ name }) => name));
  });

  test('XML without XAdES has no place for it', async () => {
    const bytes = xmlSignature([{ uri: 'a', bytes: CONTENT }]);
    await expect(xadesLevels().archived(bytes, async () => bytes)).rejects.toMatchObject({
      code: 'LEVEL_FORM_UNSUPPORTED',
    });
  });

  test.each([
    [
      'an empty list',
      '<xades:UnsignedProperties><xades:UnsignedSignatureProperties/></xades:UnsignedProperties>',
    ],
    ['an empty element', '<xades:UnsignedProperties />'],
    [
      'properties of the files',
      '<xades:UnsignedProperties ><xades:UnsignedDataObjectProperties><xades:UnsignedDataObjectProperty>x' +
        '</xades:UnsignedDataObjectProperty></xades:UnsignedDataObjectProperties></xades:UnsignedProperties >',
    ],
  ])('XAdES of others with %s is written on where it stands', async (_, unsigned) => {
    const { file, bytes } = await MAKERS.XAdES();
    const xml = Buffer.from(bytes).toString().replace('</xades:QualifyingProperties>', `${unsigned}$&`);
    const { signatures } = await lifted({ file, bytes: Buffer.from(xml) });
    expect(signatures).toMatchObject([{ level: 'B-LTA' }]);
  });
});
