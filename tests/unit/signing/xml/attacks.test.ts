import { createHash, generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { paths } from '../../../../certs-dev/paths.ts';
import { CongvanError } from '../../../../src/kernel/errors.ts';
import { examineSeal } from '../../../../src/signing/xml/examineSeal.ts';
import { pemKey, sealedSample, sealKey, signAgain } from './sample.ts';

const sealed = await sealedSample();
const ofOther = await sealedSample(pemKey(paths.taiChinh.seal));
const seal = /<Signature [\s\S]*<\/Signature>/.exec(sealed)?.[0] ?? '';

/** What becomes of a document: the code of the refusal, of the error, or `intact`. */
function verdict(xml: string): string {
  try {
    const result = examineSeal(Buffer.from(xml));
    return result.kind === 'intact' ? 'intact' : result.code;
  } catch (error) {
    if (error instanceof CongvanError) return error.code;
    throw error;
  }
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}

const evil = sealed.replace('>7816<', '>7817<');
const evilEnvelope = evil.replace(seal, '').slice('<?xml version="1.0" encoding="UTF-8"?>\n'.length);

describe('a seal', () => {
  it('is intact when nobody touched it', () => {
    expect(verdict(sealed)).toBe('intact');
    expect(verdict(signAgain(sealed))).toBe('intact');
  });

  it.each([
    ['another number', evil, 'XML_ENVELOPE_CHANGED'],
    ['another recipient', sealed.replace('>H29.14<', '>H29.15<'), 'XML_ENVELOPE_CHANGED'],
    [
      'another message id',
      sealed.replace('TraceHeaderList id="0', 'TraceHeaderList id="1'),
      'XML_ENVELOPE_CHANGED',
    ],
    [
      'a comment in the envelope',
      sealed.replace('<edXML:Subject>', '<!-- --><edXML:Subject>'),
      'XML_ENVELOPE_CHANGED',
    ],
    ['other white space', sealed.replace('\n  <edXML', '\n\t<edXML'), 'XML_ENVELOPE_CHANGED'],
    [
      'another spelling of a tag',
      sealed.replace('<edXML:Subject>', '<edXML:Subject >'),
      'XML_ENVELOPE_CHANGED',
    ],
    [
      'an attribute some canonicalisers drop',
      sealed.replace('<edXML:Subject>', '<edXML:Subject xmlnsx="1">'),
      'XML_ENVELOPE_CHANGED',
    ],
    ['a blank after the root', `${sealed}\n`, 'XML_ENVELOPE_CHANGED'],
    ['another time of signing', sealed.replace('2026-11-19T02', '2026-11-18T02'), 'XML_PROPERTIES_CHANGED'],
    ['another digest of a part', sealed.replace(digest('two'), digest('evil')), 'XML_MANIFEST_CHANGED'],
    ['another name of a part', sealed.replace('"cid:p2"', '"cid:p3"'), 'XML_MANIFEST_CHANGED'],
    ['another order of parts', swapParts(sealed), 'XML_MANIFEST_CHANGED'],
    ['single quotes in the declaration', sealed.replaceAll(/(?<=^<\?xml.*)"/g, "'"), 'XML_PROLOG_WRONG'],
    ['small letters in the declaration', sealed.replace('UTF-8', 'utf-8'), 'XML_PROLOG_WRONG'],
    ['a comment before the root', sealed.replace('?>\n', '?>\n<!-- -->'), 'XML_ENVELOPE_CHANGED'],
    ['a byte order mark', `\ufeff${sealed}`, 'XML_PROLOG_WRONG'],
  ])('does not survive %s', (_what, xml, code) => {
    expect(xml).not.toBe(sealed);
    expect(verdict(xml)).toBe(code);
  });

  it.each([
    [
      'a seal of somebody else on this envelope',
      sealed.replace(seal, sealOf(ofOther)).replace('>7816<', '>1<'),
      'XML_ENVELOPE_CHANGED',
    ],
    [
      'the certificate of somebody else',
      sealed.replace(certificateOf(sealed), certificateOf(ofOther)),
      'XML_CERTIFICATE_WRONG',
    ],
    [
      'an authority left out',
      sealed.replace(/<\/X509Certificate><X509Certificate>[^<]*/, ''),
      'XML_SEAL_SPELLING',
    ],
    [
      'a certificate added',
      sealed.replace('<X509Data>', `<X509Data><X509Certificate>AAAA</X509Certificate>`),
      'XML_SEAL_SPELLING',
    ],
    [
      'a signature of another key',
      signAgain(sealed, generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey),
      'XML_SIGNATURE_BROKEN',
    ],
    ['a signature of another kind of key', withEcdsa(sealed), 'XML_SIGNATURE_BROKEN'],
    [
      'an empty signature value',
      sealed.replace(/<SignatureValue>[^<]*/, '<SignatureValue>'),
      'XML_SEAL_SPELLING',
    ],
  ])('does not survive %s', (_what, xml, code) => {
    expect(verdict(xml)).toBe(code);
  });
});

describe('signature wrapping', () => {
  const wrapper = (inside: string) => `<edXML:Extra>${inside}</edXML:Extra>`;
  it.each([
    [
      'the signed envelope below an evil one, its identifier changed',
      evil.replace(
        '</edXML:edXMLBody>',
        `${wrapper(bodyOf(sealed).replace(/ id="/g, ' nid="'))}</edXML:edXMLBody>`,
      ),
      'XML_ENVELOPE_CHANGED',
    ],
    [
      'the signed envelope moved below an evil one',
      evil.replace('</edXML:edXMLBody>', `${wrapper(bodyOf(sealed))}</edXML:edXMLBody>`),
      'XML_DUPLICATE_ID',
    ],
    [
      'the whole sealed file inside another',
      `${evil.replace(seal, '').replace('</edXML>', '')}${rootOf(sealed)}</edXML>`,
      'XML_SEAL_MISPLACED',
    ],
    ['the seal in the body', moved('<edXML:edXMLManifest'), 'XML_SEAL_MISPLACED'],
    ['the seal at the beginning of the header', moved('<edXML:MessageHeader>'), 'XML_SEAL_MISPLACED'],
    ['the seal outside the envelope', moved('</edXML>'), 'XML_SEAL_MISPLACED'],
    ['the seal inside another element', sealed.replace(seal, wrapper(seal)), 'XML_SEAL_MISPLACED'],
    ['the seal twice', sealed.replace(seal, seal + seal), 'XML_SEVERAL_SIGNATURES'],
    ['two seals', sealed.replace(seal, seal + sealOf(ofOther)), 'XML_SEVERAL_SIGNATURES'],
    ['a signature inside the seal', sealed.replace('<Object>', `<Object>${seal}`), 'XML_SEVERAL_SIGNATURES'],
    [
      'the identifier of the properties twice',
      evil.replace('<edXML:Subject>', '<edXML:Subject ID="seal-m-1-properties">'),
      'XML_DUPLICATE_ID',
    ],
    [
      'the identifier of the manifest twice',
      sealed.replace('<Object><Manifest', '<Object Id="seal-m-1-manifest"><Manifest'),
      'XML_DUPLICATE_ID',
    ],
    ['no seal', sealed.replace(seal, ''), 'XML_SEAL_MISSING'],
    [
      'a seal in the namespace of edXML',
      sealed.replaceAll('http://www.w3.org/2000/09/xmldsig#"', 'http://www.mic.gov.vn/TBT/QCVN_102_2016"'),
      'XML_SEAL_MISSING',
    ],
  ])('is refused: %s', (_what, xml, code) => {
    expect(xml).not.toBe(sealed);
    expect(verdict(xml)).toBe(code);
  });

  function moved(before: string): string {
    return sealed.replace(seal, '').replace(before, seal + before);
  }
});

/** The attacker owns the key: everything is signed again, and only the form can tell. */
describe('a seal that is signed but is no seal', () => {
  const change = (from: string | RegExp, to: string) => signAgain(sealed.replace(from, to));
  const info = /<SignedInfo[\s\S]*<\/SignedInfo>/.exec(sealed)?.[0] ?? '';
  const toEnvelope = /<Reference Id="seal-m-1-envelope"[\s\S]*?<\/Reference>/;
  const toProperties = /<Reference Type="http:\/\/uri.etsi.org[\s\S]*?<\/Reference>/;
  const toManifest = /<Reference Id="seal-m-1-parts"[\s\S]*?<\/Reference>/;
  const c14n = '<Transform Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"></Transform>';
  const xpath = '<Transform Algorithm="http://www.w3.org/TR/1999/REC-xpath-19991116"></Transform>';
  it.each([
    ['two SignedInfo', change(info, info + info.replaceAll(/ Id="[^"]*"/g, '')), 'XML_REFERENCES_WRONG'],
    ['a SignedInfo hidden in an Object', sealed.replace('<Object>', `<Object>${info}`), 'XML_DUPLICATE_ID'],
    [
      'a comment inside DigestValue',
      change(/<DigestValue>(.)/, '<DigestValue><!-- -->$1'),
      'XML_SEAL_SPELLING',
    ],
    [
      'an element inside DigestValue',
      change(/<DigestValue>(.)/, '<DigestValue><a></a>$1'),
      'XML_SEAL_SPELLING',
    ],
    ['white space inside DigestValue', change(/<DigestValue>(.)/, '<DigestValue> $1'), 'XML_SEAL_SPELLING'],
    ['a character reference', change(/<DigestValue>./, '<DigestValue>&#65;'), 'XML_SEAL_SPELLING'],
    ['CDATA', change(/<DigestValue>([^<]*)/, '<DigestValue><![CDATA[$1]]>'), 'XML_SEAL_SPELLING'],
    ['the envelope not referenced', change(toEnvelope, ''), 'XML_REFERENCES_WRONG'],
    ['the properties not referenced', change(toProperties, ''), 'XML_REFERENCES_WRONG'],
    ['the manifest not referenced', change(toManifest, ''), 'XML_REFERENCES_WRONG'],
    [
      'a reference more',
      change('</SignedInfo>', `<Reference URI="#x"></Reference></SignedInfo>`),
      'XML_REFERENCES_WRONG',
    ],
    ['only a part of the envelope', change('URI=""', 'URI="#part"'), 'XML_REFERENCES_WRONG'],
    ['something outside', change('URI=""', 'URI="http://example.invalid/"'), 'XML_REFERENCES_WRONG'],
    ['an XPointer', change('URI=""', `URI="#xpointer(/)"`), 'XML_REFERENCES_WRONG'],
    ['an XPath transform', change(c14n, xpath + c14n), 'XML_ALGORITHM_NOT_ALLOWED'],
    [
      'XSLT',
      change(c14n, '<Transform Algorithm="http://www.w3.org/TR/1999/REC-xslt-19991116"></Transform>'),
      'XML_ALGORITHM_NOT_ALLOWED',
    ],
    ['a transform less', change(c14n, ''), 'XML_REFERENCES_WRONG'],
    ['SHA-1 digests', change('2001/04/xmlenc#sha256', '2000/09/xmldsig#sha1'), 'XML_ALGORITHM_NOT_ALLOWED'],
    [
      'RSA-SHA1',
      change('2001/04/xmldsig-more#rsa-sha256', '2000/09/xmldsig#rsa-sha1'),
      'XML_ALGORITHM_NOT_ALLOWED',
    ],
    [
      'HMAC with the public key',
      change('2001/04/xmldsig-more#rsa-sha256', '2000/09/xmldsig#hmac-sha1'),
      'XML_ALGORITHM_NOT_ALLOWED',
    ],
    [
      'inclusive C14N',
      change('2001/10/xml-exc-c14n#', 'TR/2001/REC-xml-c14n-20010315'),
      'XML_ALGORITHM_NOT_ALLOWED',
    ],
    [
      'inclusive prefixes',
      change(
        'xml-exc-c14n#"></C',
        'xml-exc-c14n#"><InclusiveNamespaces PrefixList="a"></InclusiveNamespaces></C',
      ),
      'XML_SEAL_SPELLING',
    ],
    [
      'unsigned properties',
      change(
        '</xades:QualifyingProperties>',
        '<xades:UnsignedProperties></xades:UnsignedProperties></xades:QualifyingProperties>',
      ),
      'XML_SEAL_SPELLING',
    ],
    [
      'an Object more',
      change('<Object><Manifest', '<Object>x</Object><Object><Manifest'),
      'XML_SEAL_SPELLING',
    ],
    ['a key of its own', change('<KeyInfo>', '<KeyInfo><KeyName>x</KeyName>'), 'XML_SEAL_SPELLING'],
    [
      'a retrieval method',
      change('<KeyInfo>', '<KeyInfo><RetrievalMethod URI="#x"></RetrievalMethod>'),
      'XML_SEAL_SPELLING',
    ],
    ['properties of another seal', change('Target="#seal-m-1"', 'Target="#other"'), 'XML_SEAL_SPELLING'],
    ['white space between elements', change('<KeyInfo>', '\n<KeyInfo>'), 'XML_SEAL_SPELLING'],
    ['a manifest entry twice', twice(), 'XML_SEAL_SPELLING'],
    ['a certificate named by another digest', namedOtherwise(), 'XML_CERTIFICATE_WRONG'],
  ])('is refused: %s', (_what, xml, code) => {
    expect(xml).not.toBe(sealed);
    expect(verdict(xml)).toBe(code);
  });

  it('but an evil envelope that its owner seals is a seal of that owner: trust decides', () => {
    const again = signAgain(
      evil.replace(/(envelope"[\s\S]*?<DigestValue>)[^<]*/, `$1${digest(evilEnvelope)}`),
    );
    expect(verdict(again)).toBe('intact');
  });

  function twice(): string {
    const entry = /<Reference URI="cid:p1">[\s\S]*?<\/Reference>/.exec(sealed)?.[0] ?? '';
    return withDigests(sealed.replace(entry, entry + entry));
  }

  function namedOtherwise(): string {
    return withDigests(
      sealed.replace(/(<xades:CertDigest>[\s\S]*?<DigestValue[^>]*>)[^<]*/, `$1${digest('x')}`),
    );
  }
});

/** Digests of properties and manifest made to fit, then signed again. */
function withDigests(xml: string): string {
  const properties = /<xades:SignedProperties[\s\S]*<\/xades:SignedProperties>/.exec(xml)?.[0] ?? '';
  const manifest = /<Manifest [\s\S]*<\/Manifest>/.exec(xml)?.[0] ?? '';
  const fitted = xml
    .replace(/(#seal-m-1-properties"[\s\S]*?<DigestValue>)[^<]*/, `$1${digest(properties)}`)
    .replace(/(#seal-m-1-manifest"[\s\S]*?<DigestValue>)[^<]*/, `$1${digest(manifest)}`);
  return signAgain(fitted);
}

function sealOf(xml: string): string {
  return /<Signature [\s\S]*<\/Signature>/.exec(xml)?.[0] ?? '';
}

function certificateOf(xml: string): string {
  return /<X509Certificate>([^<]*)/.exec(xml)?.[1] ?? '';
}

function bodyOf(xml: string): string {
  return /<edXML:edXMLHeader>[\s\S]*<\/edXML:edXMLBody>/.exec(xml.replace(seal, ''))?.[0] ?? '';
}

function rootOf(xml: string): string {
  return xml.slice(xml.indexOf('<edXML '));
}

function swapParts(xml: string): string {
  return xml.replace(
    /(<Reference URI="cid:p1">[\s\S]*?<\/Reference>)(<Reference URI="cid:p2">[\s\S]*?<\/Reference>)/,
    '$2$1',
  );
}

function withEcdsa(xml: string): string {
  const key = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  return signAgain(xml.replace('#rsa-sha256', '#ecdsa-sha256'), key);
}

it('is tested with the right key', () => {
  expect(sealKey.algorithm).toEqual({ kind: 'rsa', bits: 2048 });
});
