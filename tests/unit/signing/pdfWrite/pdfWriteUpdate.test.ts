import { describe, expect, it } from 'vitest';
import { openPdf } from '../../../../src/signing/pdf/read/document.ts';
import { asInteger, refTo } from '../../../../src/signing/pdf/read/objects.ts';
import { changedDict, objectRef, PdfUpdate } from '../../../../src/signing/pdf/write/update.ts';
import { dict, name } from '../../../../src/signing/pdf/write/values.ts';
import { documentFixture, LETTERS, onePage, smallPdf } from './smallPdf.ts';

function withOneObject(file: Uint8Array): Buffer {
  const update = new PdfUpdate(openPdf(file));
  update.add(dict({ Type: name('Marker') }));
  return update.bytes();
}

describe('an appended update', () => {
  it.each(LETTERS)('of %s keeps every byte before it and the form of its cross-reference section', (file) => {
    const before = documentFixture(file);
    const old = openPdf(before);
    const after = withOneObject(before);
    const updated = openPdf(after);
    expect(after.subarray(0, before.length).equals(before)).toBe(true);
    expect(updated.revision.kind).toBe(old.revision.kind);
    expect(updated.revisions).toHaveLength(old.revisions.length + 1);
    expect(asInteger(updated.trailer.entries.get('Prev'))).toBe(old.revision.xrefOffset);
    expect(updated.catalogRef.number).toBe(old.catalogRef.number);
    expect(updated.endsCleanly).toBe(true);
  });

  it.each(LETTERS)('of %s repeats Root, Info and ID as they are written', (file) => {
    const old = openPdf(documentFixture(file));
    const updated = openPdf(withOneObject(documentFixture(file)));
    for (const key of ['Root', 'Info', 'ID']) {
      const text = (pdf: typeof old): string => {
        const value = pdf.trailer.entries.get(key);
        return value === undefined
          ? ''
          : Buffer.from(pdf.bytes.subarray(value.start, value.end)).toString('latin1');
      };
      expect(text(updated)).toBe(text(old));
    }
  });

  it('gives new objects numbers after every number ever listed, object streams included', () => {
    for (const file of LETTERS) {
      const old = openPdf(documentFixture(file));
      const highest = Math.max(...old.objectNumbers());
      const updated = openPdf(withOneObject(documentFixture(file)));
      const added = [...updated.revision.entries.keys()];
      expect(Math.min(...added)).toBeGreaterThan(highest);
      expect(updated.size).toBeGreaterThan(Math.max(...added));
    }
  });

  it('begins on a line of its own, whatever the file ends with', () => {
    for (const end of ['', '\n', '\r\n', '\r']) {
      const before = smallPdf(onePage(), { end });
      const after = withOneObject(before);
      expect(after.subarray(0, before.length).equals(before)).toBe(true);
      expect(openPdf(after).revisions).toHaveLength(2);
    }
  });

  it('rewrites an object under its own number and generation, what is not changed byte for byte', () => {
    const file = smallPdf(onePage({ 5: '<< /Type /Font /Size 1.2300 /Odd (a\\)b) >>' }));
    const pdf = openPdf(file);
    const font = pdf.indirect(refTo(5));
    if (font?.value.kind !== 'dict') throw new Error('no font');
    const update = new PdfUpdate(pdf);
    update.write(objectRef(refTo(5)), changedDict(font, font.value, { Type: name('Other') }));
    expect(update.bytes().toString('latin1')).toContain(
      '5 0 obj\n<< /Type /Other /Size 1.2300 /Odd (a\\)b) >>\nendobj',
    );
  });

  it('can be made again on its own result', () => {
    let file: Uint8Array = documentFixture('cong-van-object-streams.pdf');
    for (let i = 0; i < 3; i++) file = withOneObject(file);
    const pdf = openPdf(file);
    expect(pdf.revisions).toHaveLength(4);
    expect(
      [...pdf.objectNumbers()].filter((number) => pdf.get(refTo(number)).kind === 'dict').length,
    ).toBeGreaterThan(3);
  });

  it('knows the graph it adds', () => {
    const update = new PdfUpdate(openPdf(smallPdf(onePage())));
    expect(() =>
      update.addGraph({ objects: [dict({ A: { kind: 'ref', number: 9, generation: 0 } })] }),
    ).toThrow(RangeError);
  });
});
