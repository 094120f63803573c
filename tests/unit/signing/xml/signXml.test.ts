import { describe, expect, test } from 'vitest';
import { certificatesOfXml, verifyXml } from '../../../../src/signing/verifyXml.ts';
import { signXml } from '../../../../src/signing/xml/signXml.ts';
import { contextFor, NOW, PERSON, stampedBy } from '../cades/devCades.ts';
import { devSignerKey } from '../devPki.ts';

const text = (value: string) => Buffer.from(value, 'utf8');

async function sign(xml: string | Buffer, id = 'sig1'): Promise<Buffer> {
  const bytes = typeof xml === 'string' ? text(xml) : xml;
  return await signXml({ xml: bytes, key: devSignerKey(PERSON), signingTime: NOW, id, timestamp: stampedBy });
}

async function judge(xml: Uint8Array) {
  return verifyXml(xml, { ...(await contextFor(certificatesOfXml(xml))), file: 'bao-cao.xml' });
}

describe('signing XML', () => {
  test.each([
    ['a plain document', '<a><b>công văn &amp; tệp</b></a>'],
    ['a declaration and blanks around', '<?xml version="1.0" encoding="UTF-8"?>\n\n<a>x</a>\n\n'],
    ['an empty root', '<a/>'],
    ['an empty root with blanks', '<a  b="1" />'],
    ['a closing tag with blanks', '<a></a\n>'],
    ['namespaces, default and not', '<p:a xmlns:p="urn:p" xmlns="urn:d"><b p:c="1"/><p:d/></p:a>'],
    ['xml attributes', '<a xml:lang="vi" xml:space="preserve"> <b/> </a>'],
    ['comments and instructions', '<?go x?><!-- </a> --><a><!-- c --></a><!-- </a> --><?end </a>?>'],
    ['CDATA and what looks like a tag', '<a><![CDATA[</a><b>]]></a>'],
    ['lines of Windows', '<a>\r\n<b/>\r\n</a>\r\n'],
    ['letters outside the BMP', '<a>\u{1F600}<b>\u{20000}</b></a>'],
    ['a byte order mark', '\ufeff<a>x</a>'],
  ])('covers all of %s and changes nothing else', async (_, xml) => {
    const signed = await sign(xml);
    const report = await judge(signed);
    expect(report).toMatchObject({ indication: 'TOTAL-PASSED', documentUnchanged: true });
    expect(report.signatures).toMatchObject([
      { format: 'XAdES', level: 'B-T', role: 'person', coverage: 'WHOLE-FILE' },
    ]);
    const without = signed.toString().replace(/<Signature .*<\/Signature>/s, '');
    expect(without.replace(/><\/a>/, '/>')).toBe(xml.replace(/><\/a>/, '/>'));
  });

  test('any change to the document breaks it', async () => {
    const signed = (await sign('<a><b>1</b></a>')).toString();
    for (const [one, other] of [
      ['<b>1', '<b>2'],
      ['<a>', '<a c="1">'],
      ['</a>', '<d></d></a>'],
    ] as const) {
      const report = await judge(text(signed.replace(one, other)));
      expect(report).toMatchObject({ indication: 'TOTAL-FAILED', documentUnchanged: false });
    }
  });

  test.each([
    [
      'a signature in it',
      '<a><Signature xmlns="http://www.w3.org/2000/09/xmldsig#"/></a>',
      'XML_SIGNED_ALREADY',
    ],
    ['the identifier in it', '<a Id="sig1-properties"/>', 'XML_SIGNED_ALREADY'],
    ['a DOCTYPE', '<!DOCTYPE a><a/>', 'XML_DOCTYPE_REFUSED'],
    ['no end', '<a>', 'XML_UNREADABLE'],
  ])('is refused before the key is used: %s', async (_, xml, code) => {
    await expect(sign(xml)).rejects.toMatchObject({ code });
  });

  test('is done in UTF-8 only', async () => {
    const wide = Buffer.from('\ufeff<a>x</a>', 'utf16le');
    await expect(sign(wide)).rejects.toMatchObject({ code: 'XML_ENCODING_UNSUPPORTED' });
  });
});
