import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { serializeEnvelope } from '../../../src/envelope/codec.ts';
import type { AttachmentReference, DocumentEnvelope } from '../../../src/envelope/envelope.ts';
import { DEFAULT_LIMITS } from '../../../src/envelope/limits.ts';
import { cutBase64, decodeBase64 } from '../../../src/envelope/profiles/base64.ts';
import { isTextDecoded } from '../../../src/envelope/profiles/fileTypes.ts';
import { readOneEntry, writeOneEntry } from '../../../src/envelope/profiles/oneEntryZip.ts';
import { type ReceivedFile, readPackage } from '../../../src/envelope/profiles/vxpRead.ts';
import { envelopeFixture, sampleDocument } from './sample.ts';

const PDF = Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(9_000, 0xfe), Buffer.from('\n%%EOF')]);

function packed(names: readonly string[], bytes: Buffer = PDF): Buffer {
  const attachments: readonly AttachmentReference[] = names.map((name, index) => ({
    contentId: `p${index}`,
    name,
  }));
  const envelope: DocumentEnvelope = { ...sampleDocument, attachments };
  const contents = attachments.map(({ contentId }) => ({ contentId, bytes }));
  return serializeEnvelope(envelope, { profile: 'vxp', attachments: contents });
}

function filesIn(fixture: string): readonly ReceivedFile[] {
  return readPackage(envelopeFixture(fixture)).files;
}

function warningsOf(fixture: string): readonly string[] {
  return readPackage(envelopeFixture(fixture)).warnings.map(({ rule }) => rule);
}

describe('a package of the national axis', () => {
  it.each(['văn bản.pdf', 'A.PDF', 'x.doc', 'x.docx', 'x.zip'])('sends %s as it is', (name) => {
    const xml = packed([name]);
    expect(xml.includes(PDF.toString('base64'))).toBe(true);
    expect(readPackage(xml).files).toMatchObject([{ kind: 'file', name, bytes: PDF, wasWrapped: false }]);
  });

  it.each(['x.txt', 'x.xlsx', 'x.xls', 'ảnh.JPG', 'no extension'])(
    'wraps %s in a ZIP and unwraps it',
    (name) => {
      const xml = packed([name]);
      expect(xml.includes('<ContentType>application/zip</ContentType>')).toBe(true);
      expect(xml.includes('<edXML:ContentType>application/zip</edXML:ContentType>')).toBe(true);
      expect(readPackage(xml).files).toMatchObject([{ kind: 'file', name, bytes: PDF, wasWrapped: true }]);
    },
  );

  it('writes the same bytes for the same package', () => {
    expect(packed(['x.txt']).equals(packed(['x.txt']))).toBe(true);
  });

  it('needs the bytes of every reference', () => {
    expect(() => serializeEnvelope(sampleDocument, { profile: 'vxp' })).toThrowError(
      expect.objectContaining({ code: 'ATTACHMENT_MISSING', where: 'Công văn.pdf' }),
    );
  });

  it('gives the files in the order of the manifest, joined by id, then by name', () => {
    expect(filesIn('hand-made.edxml').map(({ name }) => name)).toEqual([
      'văn bản.pdf',
      'ghi chú.txt',
      'bảng.xlsx',
    ]);
    expect(warningsOf('hand-made.edxml')).toContain('attachment-join');
  });

  it('reads base64 in lines, with references for line ends, and unwraps whatever type is declared', () => {
    expect(filesIn('hand-made.edxml')).toMatchObject([
      { kind: 'file', wasWrapped: false, sniffedType: 'application/pdf' },
      { kind: 'file', wasWrapped: true, bytes: Buffer.from('Xin chào') },
      {
        kind: 'file',
        wasWrapped: true,
        bytes: Buffer.from('PK\u0003\u0004 stands for a workbook', 'latin1'),
      },
    ]);
  });

  it('reads a package with a byte order mark', () => {
    expect(filesIn('byte-order-mark.edxml')).toMatchObject([
      { kind: 'file', sniffedType: 'application/pdf' },
    ]);
  });

  it('warns of what the manifest does not list, and of what has no bytes', () => {
    expect(filesIn('missing-and-unlisted.edxml').map(({ name }) => name)).toEqual([
      'mot.pdf',
      'ba.pdf',
      'la.pdf',
      'la2.pdf',
    ]);
    expect(warningsOf('missing-and-unlisted.edxml')).toEqual([
      'attachment-join',
      'attachment-unlisted',
      'attachment-unlisted',
    ]);
    expect(warningsOf('attachment-missing.edxml')).toEqual(['attachment-missing']);
  });

  it('recognises a PDF that went through a text decoder', () => {
    expect(filesIn('text-decoded.edxml')).toMatchObject([
      { kind: 'damaged', reason: { rule: 'text-decoded' } },
    ]);
  });

  it('refuses what is not base64', () => {
    expect(filesIn('not-base64.edxml')).toMatchObject([{ kind: 'damaged', reason: { rule: 'base64' } }]);
  });

  it('leaves a package inside an attachment alone', () => {
    expect(filesIn('nested-package.edxml')).toMatchObject([{ kind: 'file', wasWrapped: false }]);
  });

  it('bounds the file, the attachments and what a ZIP unpacks to', () => {
    const over = expect.objectContaining({ code: 'ENVELOPE_OVER_LIMIT' });
    const xml = packed(['x.txt'], Buffer.alloc(3_000_000));
    expect(() => readPackage(xml, { ...DEFAULT_LIMITS, packageBytes: 100 })).toThrowError(over);
    expect(() => readPackage(xml, { ...DEFAULT_LIMITS, attachmentBytes: 2_000_000 })).toThrowError(over);
    expect(() => readPackage(xml)).toThrowError(over);
    expect(() => readPackage(xml, { ...DEFAULT_LIMITS, zipRatio: 10_000 })).not.toThrow();
    const two = packed(['a.pdf', 'b.pdf']);
    expect(() => readPackage(two, { ...DEFAULT_LIMITS, attachmentBytes: 10_000 })).toThrowError(over);
  });

  it('refuses a long text that hides outside the attachments', () => {
    const xml = packed(['x.pdf']).toString().replace('KT.', 'A'.repeat(5_000));
    expect(() => readPackage(Buffer.from(xml))).toThrowError(
      expect.objectContaining({ code: 'ENVELOPE_OVER_LIMIT' }),
    );
  });

  it('refuses two lists of attachments, and two contents of one', () => {
    const xml = packed(['x.pdf']).toString();
    const ambiguous = expect.objectContaining({ code: 'ENVELOPE_AMBIGUOUS' });
    const list = /<AttachmentEncoded>[\s\S]*<\/AttachmentEncoded>/;
    expect(() => readPackage(Buffer.from(xml.replace(list, '$&$&')))).toThrowError(ambiguous);
    const name = /<AttachmentName>.*<\/AttachmentName>/;
    expect(() => readPackage(Buffer.from(xml.replace(name, '$&$&')))).toThrowError(ambiguous);
  });
});

describe('base64 in a byte stream', () => {
  it('is cut out and can be found again', () => {
    const data = 'QUJD'.repeat(2_000);
    const bytes = Buffer.from(`<a x="1>2"><b>${data}</b><c>short</c></a>`);
    const { bytes: short, cuts } = cutBase64(bytes);
    expect(short.toString()).toBe('<a x="1>2"><b></b><c>short</c></a>');
    expect(cuts.map(({ from, to }) => bytes.toString('latin1', from, to))).toEqual([data]);
  });

  it('stays where other characters stand among it', () => {
    const bytes = Buffer.from(`<a>${'QUJD'.repeat(2_000)}-</a>`);
    expect(cutBase64(bytes)).toEqual({ bytes, cuts: [] });
  });

  it.each([
    ['QUJD', 'ABC'],
    [' Q U\nJ\tD ', 'ABC'],
    ['QUI=&#13;\r\n', 'AB'],
    ['QQ==&#xD;&#xA;', 'A'],
    ['', ''],
  ])('%j is decoded', (text, expected) => {
    expect(decodeBase64(Buffer.from(text))?.toString()).toBe(expected);
  });

  it.each(['QUJ', 'QUJD=', 'Q===', 'QU-D', 'QU_D', 'QUJD&#65;', '=QUJ', 'QU=J', 'ế'])(
    '%j is refused',
    (text) => {
      expect(decodeBase64(Buffer.from(text))).toBeUndefined();
    },
  );
});

describe('a file that went through a text decoder', () => {
  const binary = Buffer.concat([
    Buffer.from('%PDF-1.7\n'),
    Buffer.from(Array.from({ length: 999 }, (_, i) => i)),
  ]);
  it('is recognised by its replacement characters', () => {
    expect(isTextDecoded('x.pdf', Buffer.from(binary.toString('utf8')))).toBe(true);
    expect(isTextDecoded('x.pdf', binary)).toBe(false);
    expect(isTextDecoded('x.txt', Buffer.from('\ufffd'.repeat(99)))).toBe(false);
    expect(isTextDecoded('x.pdf', Buffer.from('%PDF-1.7 \ufffd %%EOF'))).toBe(false);
  });
});

describe('a ZIP with one entry', () => {
  const bounds = { bytes: 1_000_000, ratio: 1_000 };
  const zip = writeOneEntry('a.txt', Buffer.from('Xin chào'));
  it('is read back', () => {
    expect(readOneEntry(zip, bounds)).toEqual({ name: 'a.txt', bytes: Buffer.from('Xin chào') });
    expect(readOneEntry(writeOneEntry('a.txt', Buffer.alloc(0)), bounds)?.bytes).toHaveLength(0);
  });

  it('is nothing when one byte of its records or data is wrong', () => {
    for (let at = 0; at < zip.length; at++) {
      const changed = Buffer.from(zip);
      changed[at] = (changed[at] ?? 0) ^ 0x01;
      let entry: ReturnType<typeof readOneEntry>;
      try {
        entry = readOneEntry(changed, bounds);
      } catch {
        continue;
      }
      if (entry !== undefined) expect(entry.bytes.toString()).toBe('Xin chào');
    }
  });

  it.each([
    ['two entries', Buffer.concat([zip, zip])],
    ['bytes before it', Buffer.concat([Buffer.from('x'), zip])],
    ['bytes after it', Buffer.concat([zip, Buffer.from('x')])],
    ['a truncated file', zip.subarray(0, zip.length - 1)],
    ['something else', Buffer.from('PK')],
  ])('%s is not one', (_what, bytes) => {
    expect(readOneEntry(bytes, bounds)).toBeUndefined();
  });

  it('refuses an entry that is larger than it says, or larger than allowed', () => {
    expect(() => readOneEntry(writeOneEntry('a', Buffer.alloc(1_000_001)), bounds)).toThrow(RangeError);
    expect(() =>
      readOneEntry(writeOneEntry('a', Buffer.alloc(5_000_000)), { bytes: 1e9, ratio: 10 }),
    ).toThrow(RangeError);
    const lying = Buffer.from(writeOneEntry('a', Buffer.alloc(100)));
    const central = lying.indexOf('PK\u0001\u0002', 0, 'latin1');
    lying.writeUInt32LE(10, central + 24);
    expect(readOneEntry(lying, bounds)).toBeUndefined();
    expect(deflateRawSync(Buffer.alloc(100)).length).toBeLessThan(100);
  });
});
