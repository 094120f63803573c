import { describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS } from '../../../src/envelope/limits.ts';
import { gateXml } from '../../../src/kernel/xml/gate.ts';
import { parseTree } from '../../../src/kernel/xml/tree.ts';

function tree(xml: string) {
  return parseTree(gateXml(Buffer.from(xml), DEFAULT_LIMITS));
}

describe('the XML tree', () => {
  it('keeps values exactly: leading zeros, blanks, references resolved once', () => {
    const root = tree('<a> 007 <b>&amp;amp; &#7871;&#x1EBF; &lt;</b></a>');
    expect(root.text).toBe(' 007 ');
    expect(root.children[0]?.text).toBe('&amp; ếế <');
  });

  it('joins text around comments and CDATA', () => {
    expect(tree('<a>x<!-- y -->z<![CDATA[<&amp;]]>w</a>').text).toBe('xz<&amp;w');
  });

  it('normalises line ends as XML does', () => {
    expect(tree('<a>1\r\n2\r3&#xD;4</a>').text).toBe('1\n2\n3\r4');
  });

  it('finds elements by namespace, whatever the prefix', () => {
    const root = tree('<p:a xmlns:p="u"><q:b xmlns:q="v"/><b xmlns="u"/><p:b xmlns:p="w"/><b/></p:a>');
    expect(root.children.map(({ namespace, local }) => `${namespace}:${local}`)).toEqual([
      'v:b',
      'u:b',
      'w:b',
      ':b',
    ]);
  });

  it('leaves out what it is told to', () => {
    const gated = gateXml(Buffer.from('<a>1<s>2<t/></s>3<u/></a>'), DEFAULT_LIMITS);
    const root = parseTree(gated, ({ local }) => local === 's');
    expect(root.children.map(({ local }) => local)).toEqual(['u']);
  });

  it.each(['constructor', '__proto__', 'prototype'])('refuses the name %s cleanly', (name) => {
    expect(() => tree(`<a><${name}/></a>`)).toThrowError(
      expect.objectContaining({ code: 'ENVELOPE_NOT_WELL_FORMED' }),
    );
  });

  it.each(['toString', 'hasOwnProperty', 'valueOf', '__x'])('is not confused by the name %s', (name) => {
    expect(tree(`<a><${name}>1</${name}></a>`).children[0]).toMatchObject({ local: name, text: '1' });
  });
});
