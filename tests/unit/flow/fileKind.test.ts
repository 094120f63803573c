import { describe, expect, it } from 'vitest';
import { fileKindOf, sniff } from '../../../src/flow/fileKind.ts';

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
  ])('%j is %s', (text, kind) => {
    expect(sniff(bytes(text))).toBe(kind);
  });

  it('says so when it is neither', () => {
    expect(() => fileKindOf('letter.docx', bytes('PK'))).toThrow(
      expect.objectContaining({ code: 'FILE_KIND_UNKNOWN', where: 'letter.docx' }),
    );
  });
});
