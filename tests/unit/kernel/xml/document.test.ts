import { describe, expect, test } from 'vitest';
import {
  attributeOf,
  childElements,
  elementsOf,
  FOREIGN_XML_LIMITS,
  isElement,
  onlyText,
  readXml,
  stringValue,
} from '../../../../src/kernel/xml/document.ts';

function read(text: string) {
  return readXml(Buffer.from(text));
}

function attempt(bytes: string | Uint8Array): () => unknown {
  return () => readXml(Buffer.from(bytes));
}

describe('reading XML of others', () => {
  test('elements with namespaces, declarations apart from attributes', () => {
    const { root, size } = read('<p:a xmlns:p="u:p" xmlns="u:d" p:x="1" y="2"><b/>t<!--c--><?i  v?></p:a>');
    expect(root).toMatchObject({ prefix: 'p', local: 'a', namespace: 'u:p', parent: null });
    expect(root.declarations).toEqual([
      ['p', 'u:p'],
      ['', 'u:d'],
    ]);
    expect(root.attributes).toEqual([
      { prefix: 'p', local: 'x', namespace: 'u:p', value: '1' },
      { prefix: '', local: 'y', namespace: '', value: '2' },
    ]);
    expect(root.children.map(({ kind }) => kind)).toEqual(['element', 'text', 'comment', 'instruction']);
    expect(root.children[3]).toEqual({ kind: 'instruction', target: 'i', value: 'v' });
    expect(attributeOf(root, 'y')).toBe('2');
    expect(attributeOf(root, 'x')).toBeUndefined();
    expect(isElement(childElements(root)[0] ?? root, 'u:d', 'b')).toBe(true);
    expect(size).toBe(2);
  });
  test('what only looks like a DOCTYPE is none', () => {
    expect(read('<!-- <!DOCTYPE a> --><?x <!DOCTYPE a> ?><a><![CDATA[<!DOCTYPE a>]]></a>').size).toBe(1);
  });
  test('elements in document order, text together', () => {
    const { root } = read('<a>1<b>2<c>3</c></b>4<d><![CDATA[5]]><!--x-->6</d></a>');
    expect([...elementsOf(root)].map(({ local }) => local).join('')).toBe('abcd');
    expect(stringValue(root)).toBe('123456');
    const [b, d] = childElements(root);
    expect(b && onlyText(childElements(b)[0] ?? b)).toBe('3');
    expect(d && onlyText(d)).toBeUndefined();
  });
  test.each([
    ['<!DOCTYPE a><a/>', 'XML_DOCTYPE_REFUSED'],
    ['<?x ?><!-- > --><!DOCTYPE a [<!ENTITY e "<b/>">]><!-- x --><a>&e;</a>', 'XML_DOCTYPE_REFUSED'],
    ['<!DOCTYPE a', 'XML_UNREADABLE'],
    ['<a/><!DOCTYPE a>', 'XML_UNREADABLE'],
    ['<a', 'XML_UNREADABLE'],
    ['', 'XML_UNREADABLE'],
    ['<a/><b/>', 'XML_UNREADABLE'],
    ['<p:a/>', 'XML_UNREADABLE'],
    ['<a x="1" x="2"/>', 'XML_UNREADABLE'],
    ['<a xmlns:p="u:x" xmlns:q="u:x" p:x="1" q:x="2"/>', 'XML_UNREADABLE'],
    ['<a>&#xD800;</a>', 'XML_UNREADABLE'],
    ['<a>&nbsp;</a>', 'XML_UNREADABLE'],
    ['<?xml version="1.1"?><a/>', 'XML_UNREADABLE'],
    ['junk<a/>', 'XML_UNREADABLE'],
    ['<?xml version="1.0" encoding="Shift_JIS"?><a/>', 'XML_ENCODING_UNSUPPORTED'],
    ['<?xml version="1.0" encoding="US-ASCII"?><a>é</a>', 'XML_ENCODING_UNSUPPORTED'],
    ['\ufeff<?xml version="1.0" encoding="UTF-16"?><a/>', 'XML_ENCODING_UNSUPPORTED'],
    [Buffer.from([0x3c, 0x61, 0xff, 0x3e]), 'XML_ENCODING_UNSUPPORTED'],
    [`<a x="${'y'.repeat(FOREIGN_XML_LIMITS.attributeLength + 1)}"/>`, 'XML_LIMIT_EXCEEDED'],
    ['<a>'.repeat(300) + '</a>'.repeat(300), 'XML_LIMIT_EXCEEDED'],
  ])('%s is refused', (bytes, code) => {
    expect(attempt(bytes)).toThrow(expect.objectContaining({ code }));
  });
  test('a document over the size limit is not even decoded', () => {
    const limits = { ...FOREIGN_XML_LIMITS, bytes: 3 };
    expect(() => readXml(Buffer.from('<a/>'), limits)).toThrow(
      expect.objectContaining({ code: 'XML_LIMIT_EXCEEDED' }),
    );
  });
  test('other encodings become the same characters', () => {
    const latin = Buffer.from('<?xml version="1.0" encoding="ISO-8859-1"?><a>\x80é</a>', 'latin1');
    expect(stringValue(readXml(latin).root)).toBe('\u0080é');
    const wide = Buffer.from('\ufeff<?xml version="1.0" encoding="UTF-16"?><a>Hồng</a>', 'utf16le');
    expect(stringValue(readXml(wide).root)).toBe('Hồng');
    expect(stringValue(readXml(Buffer.from(wide).swap16()).root)).toBe('Hồng');
  });
});
