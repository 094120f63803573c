import { generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { paths } from '../../../../certs-dev/paths.ts';
import { parseEnvelope, serializeEnvelope } from '../../../../src/envelope/codec.ts';
import { examineSeal } from '../../../../src/signing/xml/examineSeal.ts';
import { sealEnvelope } from '../../../../src/signing/xml/seal.ts';
import { sampleDocument, sampleStatus } from '../../envelope/sample.ts';
import { ENVELOPE, PARTS, pemKey, SIGNING_TIME, sealedSample, sealKey } from './sample.ts';

const request = { parts: PARTS, key: sealKey, signingTime: SIGNING_TIME, id: 'm-1' };
const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';

function refusal(detail: string) {
  return expect.objectContaining({ code: 'SEAL_REFUSED', detail: expect.stringContaining(detail) });
}

describe('sealing an envelope', () => {
  it.each([
    ['RSA-3072', paths.taiChinh.seal],
    ['RSA-2048', paths.noiVu.seal],
    ['P-256', paths.noiVu.person],
  ])('makes an intact seal with %s', async (_name, files) => {
    const sealed = await sealedSample(pemKey(files));
    expect(examineSeal(Buffer.from(sealed))).toMatchObject({ kind: 'intact', parts: PARTS });
  });

  it('adds the seal at the end of the header and changes no other byte', async () => {
    const sealed = await sealedSample();
    const seal = /<Signature [\s\S]*<\/Signature>/.exec(sealed)?.[0] ?? '';
    expect(sealed).toContain(`${seal}</edXML:edXMLHeader>`);
    expect(sealed.replace(seal, '')).toBe(ENVELOPE.toString());
  });

  it('signs bytes from which the same envelope is read', async () => {
    const seal = examineSeal(Buffer.from(await sealedSample()));
    if (seal.kind !== 'intact') throw new Error(seal.code);
    expect(`${DECLARATION}${seal.found.envelope}`).toBe(ENVELOPE.toString());
    expect(parseEnvelope(Buffer.from(seal.found.envelope)).envelope).toEqual(sampleDocument);
  });

  it('keeps the root authority out and signs the digest of every certificate it sends', async () => {
    const seal = examineSeal(Buffer.from(await sealedSample()));
    if (seal.kind !== 'intact') throw new Error(seal.code);
    expect(seal.certificates.length).toBe(2);
    expect(seal.certificates.every(({ selfIssued }) => !selfIssued)).toBe(true);
    expect(seal.values.certificateDigests).toHaveLength(2);
  });

  it('seals a status, which has no parts and therefore no manifest', async () => {
    const status = serializeEnvelope(sampleStatus, { profile: 'sealed' });
    const sealed = await sealEnvelope(status, { ...request, parts: [] });
    expect(Buffer.from(sealed).toString()).not.toContain('Manifest');
    expect(examineSeal(sealed)).toMatchObject({ kind: 'intact', parts: [] });
  });

  it('waits for a key that is far away', async () => {
    const key = {
      ...sealKey,
      sign: async (bytes: Uint8Array) => {
        await new Promise((resolve) => setTimeout(resolve, 20));
        return sign('sha256', bytes, sealKey.privateKey);
      },
    };
    await expect(sealEnvelope(ENVELOPE, { ...request, key })).resolves.toBeInstanceOf(Uint8Array);
  });

  it('passes on what the key says', async () => {
    const key = { ...sealKey, sign: () => Promise.reject(new Error('token removed')) };
    await expect(sealEnvelope(ENVELOPE, { ...request, key })).rejects.toThrowError('token removed');
  });

  it('gives out nothing when the key does not belong to the certificate', async () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const key = { ...sealKey, sign: async (bytes: Uint8Array) => sign('sha256', bytes, privateKey) };
    await expect(sealEnvelope(ENVELOPE, { ...request, key })).rejects.toThrowError(
      refusal('XML_SIGNATURE_BROKEN'),
    );
  });

  it.each([
    ['an empty element', '<edXML:DueDate/><edXML:Subject>'],
    ['a comment', '<!-- x --><edXML:Subject>'],
    ['a spelled-out character', '<edXML:Subject>&#65;'],
    ['another blank in a tag', '<edXML:Subject >'],
  ])('refuses an envelope with %s: it is not in canonical form', async (_what, text) => {
    const xml = Buffer.from(ENVELOPE.toString().replace('<edXML:Subject>', text));
    await expect(sealEnvelope(xml, request)).rejects.toThrowError(refusal('canonical form'));
  });

  it.each([
    ['no header', ENVELOPE.toString().replaceAll('edXMLHeader', 'Header'), 'no edXMLHeader'],
    ['no declaration', ENVELOPE.toString().slice(DECLARATION.length), 'no XML declaration'],
    ['a byte order mark', `\ufeff${ENVELOPE.toString()}`, 'no XML declaration'],
    ['a blank at the end', `${ENVELOPE.toString()}\n`, 'canonical form'],
  ])('refuses an envelope with %s', async (_what, xml, detail) => {
    await expect(sealEnvelope(Buffer.from(xml), request)).rejects.toThrowError(refusal(detail));
  });

  it.each([
    ['two attributes', '<edXML:Subject b="1" a="2">'],
    ['a namespace nobody uses', '<edXML:Subject xmlns:x="u">'],
    ['a namespace declared again', '<edXML:Subject xmlns:edXML="http://www.mic.gov.vn/TBT/QCVN_102_2016">'],
    ['single quotes', "<edXML:Subject a='1'>"],
    ['a line end in an attribute', '<edXML:Subject a="1\n2">'],
    ['CDATA', '<edXML:Subject><![CDATA[x]]>'],
    ['a bare greater-than sign', '<edXML:Subject>>'],
    ['a carriage return', '<edXML:Subject>\r'],
    ['a quote spelled out', '<edXML:Subject>&quot;'],
  ])('refuses an envelope with %s', async (_what, text) => {
    const xml = Buffer.from(ENVELOPE.toString().replace('<edXML:Subject>', text));
    await expect(sealEnvelope(xml, request)).rejects.toThrowError(refusal('canonical form'));
  });

  it('refuses an envelope that is sealed already', async () => {
    const sealed = Buffer.from(await sealedSample());
    await expect(sealEnvelope(sealed, request)).rejects.toThrowError(refusal('canonical form'));
  });

  it('refuses names that would need escaping, and one name twice', async () => {
    const [part] = PARTS;
    if (part === undefined) throw new Error('no part');
    await expect(sealEnvelope(ENVELOPE, { ...request, id: 'a"b' })).rejects.toThrowError(refusal('a"b'));
    await expect(sealEnvelope(ENVELOPE, { ...request, parts: [part, part] })).rejects.toThrowError(
      refusal('twice'),
    );
  });
});
