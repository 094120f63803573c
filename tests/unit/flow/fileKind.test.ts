import { describe, expect, it } from 'vitest';
import { fileKindOf, looksLikePdf, sniff } from '../../../src/flow/fileKind.ts';

const bytes = (text: string) => Buffer.from(text, 'latin1');

describe('what a file is', () => {
  it.each([
    ['%PDF-1.7\n', 'pdf'],
    ['junk before\n%PDF-1.4', 'pdf'],
    ['<?xml version="1.0"?>\n<edXML xmlns="x">', 'envelope'],
    ['\xef\xbb\xbf<?xml version="1.0"?><!-- c --><e:edXML xmlns:e="x"/>', 'envelope'],
    ['1212<?xml version="1.0"?>\n<edXML>', 'envelope'],
    ['<edXML', 'xml'],
    ['<?xml version="1.0"?><Invoice><edXML/></Invoice>', 'xml'],
    ['\xef\xbb\xbf\n<a:b xmlns:a="u:x"/>', 'xml'],
    ['<!-- c --><a/>', 'xml'],
    ['\xff\xfe<\0a\0/\0>\0', 'xml'],
    ['<html><body/></html>', undefined],
    ['<!DOCTYPE html><html/>', undefined],
    ['1212<Invoice/>', undefined],
    ['PK\x03\x04', undefined],
    ['', undefined],
    ['\x30\x82\x10\x00\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02\xa0%PDF-', 'cms'],
    ['\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02\xa0', 'cms'],
    ['\x30\x82\x10\x00\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01\xa0', undefined],
    [`PK\x03\x04${'\0'.repeat(26)}mimetypeapplication/vnd.etsi.asic-e+zip`, 'asic'],
    [`PK\x03\x04${'\0'.repeat(26)}mimetypeapplication/vnd.oasis.opendocument.text`, undefined],
  ])('%j is %s', (text, kind) => {
    expect(sniff(bytes(text))).toBe(kind);
  });

  it('is a container by its name alone when it is a ZIP file that does not say what it holds', () => {
    expect(fileKindOf('cv.asice', bytes('PK\x03\x04'))).toBe('asic');
    expect(() => fileKindOf('cv.asice', bytes('GIF'))).toThrow(/not a file that bears signatures/);
  });

  it('looks like a PDF to readers, whatever else it begins with', () => {
    expect(looksLikePdf(bytes('\x30\x82\x10\x00%PDF-1.7'))).toBe(true);
    expect(looksLikePdf(bytes(`${' '.repeat(1020)}%PDF-1.7`))).toBe(false);
  });

  it('says so when it is neither', () => {
    expect(() => fileKindOf('letter.docx', bytes('PK'))).toThrow(
      expect.objectContaining({ code: 'FILE_KIND_UNKNOWN', where: 'letter.docx' }),
    );
  });
});
