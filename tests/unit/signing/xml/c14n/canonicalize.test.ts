import { describe, expect, test } from 'vitest';
import { elementsOf, readXml } from '../../../../../src/kernel/xml/document.ts';
import { canonicalize, type NodeSet } from '../../../../../src/signing/xml/c14n/canonicalize.ts';
import { type C14nMethod, c14nMethod } from '../../../../../src/signing/xml/c14n/methods.ts';
import { joinBases } from '../../../../../src/signing/xml/c14n/xmlBase.ts';

const INCLUSIVE = 'http://www.w3.org/TR/2001/REC-xml-c14n-20010315';
const INCLUSIVE_11 = 'http://www.w3.org/2006/12/xml-c14n11';
const EXCLUSIVE = 'http://www.w3.org/2001/10/xml-exc-c14n#';

function method(algorithm: string, prefixes: readonly string[] = []): C14nMethod {
  const found = c14nMethod(algorithm, prefixes);
  if (found === undefined) throw new Error(algorithm);
  return found;
}

/** @param local the element that is canonicalised; none: the whole document */
function octets(xml: string, by: C14nMethod, local?: string, more: Partial<NodeSet> = {}): string {
  const document = readXml(Buffer.from(xml));
  const element = local && [...elementsOf(document.root)].find((each) => each.local === local);
  return canonicalize({ apex: element || document, comments: true, ...more }, by).toString();
}

describe('canonical XML of a whole document', () => {
  test('comments and instructions around the root stand on lines of their own (§3.1)', () => {
    const xml = '<?xml version="1.0"?>\n<?go  there ?>\n<!--a--><doc  >x</doc  ><?end?>\n<!--b-->\n';
    expect(octets(xml, method(INCLUSIVE))).toBe('<?go there ?>\n<doc>x</doc>\n<?end?>');
    expect(octets(xml, method(`${INCLUSIVE}#WithComments`))).toBe(
      '<?go there ?>\n<!--a-->\n<doc>x</doc>\n<?end?>\n<!--b-->',
    );
  });
  test('comments that are not in the set are not written by any method', () => {
    const xml = '<a>1<!--x-->2</a>';
    expect(octets(xml, method(`${EXCLUSIVE}WithComments`), undefined, { comments: false })).toBe('<a>12</a>');
    expect(octets(xml, method(`${EXCLUSIVE}WithComments`))).toBe('<a>1<!--x-->2</a>');
  });
  test('declarations before attributes, each in its order (§3.3)', () => {
    const xml =
      '<e5 a:attr="out" b:attr="sorted" attr2="all" attr="I\'m" xmlns:b="http://www.ietf.org" xmlns:a="http://www.w3.org" xmlns="http://example.org"/>';
    expect(octets(xml, method(INCLUSIVE))).toBe(
      '<e5 xmlns="http://example.org" xmlns:a="http://www.w3.org" xmlns:b="http://www.ietf.org" attr="I\'m" attr2="all" b:attr="sorted" a:attr="out"></e5>',
    );
  });
  test('names in the order of code points, not of UTF-16 units', () => {
    expect(octets('<a 𐀀="1" ﷰ="2"/>', method(INCLUSIVE))).toBe('<a ﷰ="2" 𐀀="1"></a>');
  });
  test('what is declared already is not declared again, what is undone is', () => {
    const xml =
      '<a xmlns="u:1" xmlns:p="u:2"><b xmlns="u:1" xmlns:p="u:2"><c xmlns=""><d xmlns=""/></c></b></a>';
    expect(octets(xml, method(INCLUSIVE))).toBe(
      '<a xmlns="u:1" xmlns:p="u:2"><b><c xmlns=""><d></d></c></b></a>',
    );
  });
  test('line ends, references and CDATA (§3.4)', () => {
    const xml = '<a x="&#9;&#10;&#13;&quot;&apos;\t">1\r\n2&#13;&gt;<![CDATA[<&]]></a>';
    expect(octets(xml, method(INCLUSIVE))).toBe('<a x="&#x9;&#xA;&#xD;&quot;\' ">1\n2&#xD;&gt;&lt;&amp;</a>');
  });
  test('a relative namespace is written as it stands; no set of nodes is without octets', () => {
    expect(octets('<a xmlns="here"/>', method(INCLUSIVE))).toBe('<a xmlns="here"></a>');
    expect(octets('<a xmlns:p="../u"><p:b/></a>', method(EXCLUSIVE))).toBe(
      '<a><p:b xmlns:p="../u"></p:b></a>',
    );
  });
});

describe('canonical XML of an element', () => {
  const xml =
    '<r xmlns="u:d" xmlns:p="u:p" xmlns:q="u:q" xml:lang="vi" xml:id="r" xml:base="http://h/a/b" xml:x="1"><e q:a="1" xml:base="c/"><p:f/></e></r>';

  test('inclusive 1.0 takes namespaces and every xml attribute in scope', () => {
    expect(octets(xml, method(INCLUSIVE), 'e')).toBe(
      '<e xmlns="u:d" xmlns:p="u:p" xmlns:q="u:q" xml:base="c/" xml:id="r" xml:lang="vi" xml:x="1" q:a="1"><p:f></p:f></e>',
    );
  });
  test('inclusive 1.1 takes language and space, joins the base, leaves the identifier', () => {
    expect(octets(xml, method(INCLUSIVE_11), 'e')).toBe(
      '<e xmlns="u:d" xmlns:p="u:p" xmlns:q="u:q" xml:base="http://h/a/c/" xml:lang="vi" q:a="1"><p:f></p:f></e>',
    );
  });
  test('exclusive takes what is used where it is used', () => {
    expect(octets(xml, method(EXCLUSIVE), 'e')).toBe(
      '<e xmlns="u:d" xmlns:q="u:q" xml:base="c/" q:a="1"><p:f xmlns:p="u:p"></p:f></e>',
    );
  });
  test('exclusive with a list takes those as inclusive would', () => {
    expect(octets(xml, method(EXCLUSIVE, ['p']), 'e')).toBe(
      '<e xmlns="u:d" xmlns:p="u:p" xmlns:q="u:q" xml:base="c/" q:a="1"><p:f></p:f></e>',
    );
    expect(octets('<r xmlns="u:d"><p:e xmlns:p="u:p"/></r>', method(EXCLUSIVE, ['']), 'e')).toBe(
      '<p:e xmlns="u:d" xmlns:p="u:p"></p:e>',
    );
  });
  test('an element that is left out takes everything below it along', () => {
    const isOut = ({ local }: { readonly local: string }) => local === 'f';
    expect(octets(xml, method(EXCLUSIVE), 'e', { omits: isOut })).toBe(
      '<e xmlns="u:d" xmlns:q="u:q" xml:base="c/" q:a="1"></e>',
    );
  });
  test('one that is only hidden makes orphans of its children', () => {
    const isHidden = ({ local }: { readonly local: string }) => local === 'e';
    expect(octets(xml, method(INCLUSIVE_11), undefined, { hides: isHidden })).toBe(
      '<r xmlns="u:d" xmlns:p="u:p" xmlns:q="u:q" xml:base="http://h/a/b" xml:id="r" xml:lang="vi" xml:x="1">' +
        '<p:f xml:base="c/" xml:lang="vi"></p:f></r>',
    );
  });
});

describe('bases are joined', () => {
  test.each([
    [['http://h/a/b', 'c'], 'http://h/a/c'],
    [['http://h/a/b', '../c/'], 'http://h/c/'],
    [['../bar/', 'foo'], '../bar/foo'],
    [['a/', '../../b'], '../b'],
    [['a/b', '..'], ''],
    [['../a/', '..'], '../'],
    [['/x//y/', 'z'], '/x/y/z'],
    [['http://h', 'z'], 'http://h/z'],
    [['http://h/a?q', '#f'], 'http://h/a?q#f'],
    [['http://h/a', '//i/./b/'], 'http://i/b/'],
    [['http://h/a', 'ftp://i/x/../b'], 'ftp://i/b'],
    [['only/../this'], 'only/../this'],
  ])('%j', (bases, joined) => {
    expect(joinBases(bases)).toBe(joined);
  });
});
