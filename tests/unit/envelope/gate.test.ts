import { describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS } from '../../../src/envelope/limits.ts';
import { type CongvanError, isCongvanError } from '../../../src/kernel/errors.ts';
import { gateXml } from '../../../src/kernel/xml/gate.ts';

function refusal(xml: string | Uint8Array, limits = DEFAULT_LIMITS): CongvanError {
  const bytes = typeof xml === 'string' ? Buffer.from(xml, 'utf8') : xml;
  try {
    gateXml(bytes, limits);
  } catch (error) {
    if (isCongvanError(error)) return error;
    throw error;
  }
  throw new Error('the gate let it pass');
}

describe('the XML gate', () => {
  it.each([
    ['an unclosed tag', '<a><b></a>', 'ENVELOPE_NOT_WELL_FORMED'],
    ['two roots', '<a/><b/>', 'ENVELOPE_NOT_WELL_FORMED'],
    ['text after the root', '<a/>x', 'ENVELOPE_NOT_WELL_FORMED'],
    ['nothing at all', '', 'ENVELOPE_NOT_WELL_FORMED'],
    ['an unbound prefix', '<p:a/>', 'ENVELOPE_NOT_WELL_FORMED'],
    ['one attribute twice', '<a b="1" b="2"/>', 'ENVELOPE_NOT_WELL_FORMED'],
    [
      'one attribute twice by namespace',
      '<a xmlns:p="u" xmlns:q="u" p:b="1" q:b="2"/>',
      'ENVELOPE_NOT_WELL_FORMED',
    ],
    ['an entity nobody declared', '<a>&nbsp;</a>', 'ENVELOPE_NOT_WELL_FORMED'],
    ['a control character', '<a>\u0001</a>', 'ENVELOPE_NOT_WELL_FORMED'],
    ['a reference to a control character', '<a>&#1;</a>', 'ENVELOPE_NOT_WELL_FORMED'],
    ['a tag opener inside an attribute', '<a b="<"/>', 'ENVELOPE_NOT_WELL_FORMED'],
    ['a declaration that is not first', '<!-- --><?xml version="1.0"?><a/>', 'ENVELOPE_NOT_WELL_FORMED'],
    ['a DOCTYPE', '<!DOCTYPE a><a/>', 'ENVELOPE_FORBIDDEN_XML'],
    ['entities', '<!DOCTYPE a [<!ENTITY e "x">]><a>&e;</a>', 'ENVELOPE_FORBIDDEN_XML'],
    ['a processing instruction', '<?xml-stylesheet href="x"?><a/>', 'ENVELOPE_FORBIDDEN_XML'],
    ['XML 1.1', '<?xml version="1.1"?><a/>', 'ENVELOPE_FORBIDDEN_XML'],
    ['another declared encoding', '<?xml version="1.0" encoding="windows-1258"?><a/>', 'ENVELOPE_ENCODING'],
    ['bytes before the prolog', '1212<?xml version="1.0"?><a/>', 'ENVELOPE_JUNK'],
  ])('refuses %s', (_what, xml, code) => {
    expect(refusal(xml).code).toBe(code);
  });

  it('refuses bytes that are not UTF-8', () => {
    expect(refusal(Buffer.from('<a>\xe9</a>', 'latin1')).code).toBe('ENVELOPE_ENCODING');
    expect(refusal(Buffer.from('\ufeff<a/>', 'utf16le')).code).toBe('ENVELOPE_ENCODING');
  });

  it('says line and column', () => {
    expect(refusal('<a>\n  <b>\n  </c>\n</a>').where).toMatch(/^line 3, column \d+$/);
  });

  it.each([
    ['bytes', '<a>123456789</a>', { bytes: 10 }],
    ['depth', '<a><b><c/></b></a>', { depth: 2 }],
    ['elements', '<a><b/><b/><b/></a>', { elements: 3 }],
    ['attributes', '<a b="1" c="2"/>', { attributesPerElement: 1 }],
    ['attribute length', '<a b="12345"/>', { attributeLength: 4 }],
    ['text', '<a>12345</a>', { textLength: 4 }],
    ['text in pieces', '<a>123<!-- -->456</a>', { textLength: 4 }],
    ['CDATA', '<a><![CDATA[12345]]></a>', { textLength: 4 }],
    ['a comment', '<a><!--12345--></a>', { textLength: 4 }],
  ])('bounds %s', (_what, xml, limit) => {
    expect(refusal(xml, { ...DEFAULT_LIMITS, ...limit }).code).toBe('ENVELOPE_OVER_LIMIT');
  });

  it('gives the exact place of every element', () => {
    const { text, elements } = gateXml(
      Buffer.from('<a xmlns="u" id="ế𝒳"><b c=">">t</b ><d/></a>'),
      DEFAULT_LIMITS,
    );
    const whole = elements.map((element) => text.slice(element.start, element.end));
    const content = elements.map((element) => text.slice(element.contentStart, element.contentEnd));
    expect(whole).toEqual([text, '<b c=">">t</b >', '<d/>']);
    expect(content).toEqual(['<b c=">">t</b ><d/>', 't', '']);
    expect(elements.map(({ parent, local, namespace }) => [parent, local, namespace])).toEqual([
      [-1, 'a', 'u'],
      [0, 'b', 'u'],
      [0, 'd', 'u'],
    ]);
    expect(elements[0]?.ids).toEqual(['ế𝒳']);
  });

  it('takes every spelling of an identifier for one', () => {
    const xml = '<a Id="1"><b ID="2"/><c id="3"/><d xml:id="4"/><e xmlns:id="no"/></a>';
    const { elements } = gateXml(Buffer.from(xml), DEFAULT_LIMITS);
    expect(elements.flatMap(({ ids }) => ids)).toEqual(['1', '2', '3', '4']);
  });

  it('accepts a byte order mark', () => {
    expect(gateXml(Buffer.from('\ufeff<a/>'), DEFAULT_LIMITS).hasByteOrderMark).toBe(true);
  });

  it('passes many empty elements in time that grows with their number', () => {
    const xml = Buffer.from(`<a>${'<b/>'.repeat(4_900)}${'x'.repeat(60_000)}</a>`);
    const started = performance.now();
    gateXml(xml, DEFAULT_LIMITS);
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});
