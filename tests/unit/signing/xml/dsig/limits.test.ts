import { describe, expect, test } from 'vitest';
import { readXml } from '../../../../../src/kernel/xml/document.ts';
import { canonicalize } from '../../../../../src/signing/xml/c14n/canonicalize.ts';
import { DEFAULT_C14N } from '../../../../../src/signing/xml/c14n/methods.ts';
import type { Signed } from '../../../../../src/signing/xml/dsig/dereference.ts';
import { examineSignature } from '../../../../../src/signing/xml/dsig/examine.ts';
import { identifiersOf } from '../../../../../src/signing/xml/dsig/identifiers.ts';
import { ENVELOPED, EXCLUSIVE, envelopedSample, judgeXml, signXmlAs } from './maker.ts';

describe('limits before work', () => {
  test('all references together digest no more than the budget', () => {
    const references = Array.from({ length: 20 }, () => ({ uri: '', transforms: [ENVELOPED, EXCLUSIVE] }));
    const xml = signXmlAs({ references }, (s) => `<Doc><B>${'x'.repeat(1000)}</B>${s}</Doc>`);
    const document = readXml(Buffer.from(xml));
    const examined = (octetsLeft: number) => {
      const budget = { octetsLeft };
      const signed: Signed = {
        document,
        identifiers: identifiersOf(document),
        resolve: () => undefined,
        budget,
      };
      const element = document.root.children.find(
        (child) => child.kind === 'element' && child.local === 'Signature',
      );
      if (element?.kind !== 'element') throw new Error('no signature');
      return examineSignature(element, signed);
    };
    expect(examined(1 << 20)).toMatchObject({ findings: [] });
    const over = examined(10_000);
    const codes = 'findings' in over ? over.findings.map(({ reason }) => reason.code) : [];
    expect(codes).toContain('XML_TOO_MUCH_WORK');
  });
  test('more signatures than are judged', async () => {
    const bad = '<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"/>';
    const report = await judgeXml(`<Doc>${bad.repeat(257)}</Doc>`);
    expect(report.signatures).toHaveLength(256);
    expect(report.reasons.map(({ code }) => code)).toEqual(['XML_TOO_MUCH_WORK']);
    expect(report.documentUnchanged).toBe(false);
  });
  test('more transforms, prefixes and identifiers than anybody needs', async () => {
    const many = [ENVELOPED, ...Array.from({ length: 8 }, () => EXCLUSIVE)];
    const transforms = await judgeXml(envelopedSample({ references: [{ uri: '', transforms: many }] }));
    expect(transforms.signatures[0]).toMatchObject({ cryptography: 'UNSUPPORTED' });
    const list = Array.from({ length: 65 }, (_, i) => `p${i}`).join(' ');
    const transform = `<ds:Transform Algorithm="${EXCLUSIVE}"><i:InclusiveNamespaces xmlns:i="${EXCLUSIVE}" PrefixList="${list}"/></ds:Transform>`;
    const prefixes = await judgeXml(
      envelopedSample({ references: [{ uri: '', transforms: [ENVELOPED, transform] }] }),
    );
    expect(prefixes.signatures[0]).toMatchObject({ cryptography: 'UNSUPPORTED' });
  });
  test('what is written grows with what is read, however many namespaces are in scope', () => {
    const declarations = Array.from({ length: 100 }, (_, i) => `xmlns:p${i}="u:${i}"`).join(' ');
    const rows = (count: number) => `<D ${declarations}>${'<p1:r a="1"/>'.repeat(count)}</D>`;
    const size = (count: number) =>
      canonicalize({ apex: readXml(Buffer.from(rows(count))), comments: false }, DEFAULT_C14N).length;
    expect(size(2_000) - size(1_000)).toBe(size(3_000) - size(2_000));
  });
});
