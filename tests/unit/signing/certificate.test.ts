import { X509Certificate } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { decodeDer } from '../../../src/signing/der/read.ts';
import {
  encode,
  octetString,
  oid,
  printableString,
  sequence,
  setOf,
  utf8String,
} from '../../../src/signing/der/write.ts';
import { parseCertificate } from '../../../src/signing/x509/certificate.ts';
import { readName, sameName } from '../../../src/signing/x509/name.ts';
import { OID } from '../../../src/signing/x509/oids.ts';
import { agencyOf, roleOf } from '../../../src/signing/x509/role.ts';
import { certify, extension, NOW, uri } from './pki.ts';

const qcType = (type: string) =>
  extension(OID.qcStatements, sequence(sequence(oid(OID.qcType), sequence(oid(type)))));

describe('a certificate', () => {
  const { certificate } = certify('Nguyễn Thị Hồng Đào', {
    subject: [[OID.organizationIdentifier, 'GOVVN-H29.12']],
    extensions: [
      qcType(OID.qcTypeEsign),
      extension(OID.authorityInfoAccess, sequence(sequence(oid(OID.ocsp), uri('http://ocsp.test/')))),
    ],
  });

  test('is read as node:crypto reads it', () => {
    const other = new X509Certificate(certificate.der);
    expect(certificate.serialHex).toBe(other.serialNumber.toLowerCase());
    expect(certificate.notAfter).toEqual(other.validToDate);
    expect(certificate.publicKey.equals(other.publicKey)).toBe(true);
    expect(certificate.fingerprint).toBe(`sha256:${other.fingerprint256.replaceAll(':', '').toLowerCase()}`);
  });
  test('names its subject in Unicode, role and agency', () => {
    expect(certificate.subject.text).toBe(
      'CN=Nguyễn Thị Hồng Đào,organizationIdentifier=GOVVN-H29.12,O=Test,C=VN',
    );
    expect(certificate.subject.commonName).toBe('Nguyễn Thị Hồng Đào');
    expect(roleOf(certificate)).toBe('person');
    expect(agencyOf(certificate)).toBe('H29.12');
    expect(certificate.ocspUrls).toEqual(['http://ocsp.test/']);
  });
  test('the same bytes give the same object, and another copy of them changes nothing', () => {
    const copy = Buffer.from(certificate.der);
    const again = parseCertificate(copy);
    expect(again).toBe(parseCertificate(certificate.der));
    copy.fill(0);
    expect(again.subject.text).toContain('Nguyễn');
  });
});

describe('roles', () => {
  test.each([
    [[qcType(OID.qcTypeEseal)], undefined, 'agency'],
    [
      [
        extension(
          OID.qcStatements,
          sequence(sequence(oid(OID.qcType), sequence(oid(OID.qcTypeEsign), oid(OID.qcTypeEseal)))),
        ),
      ],
      undefined,
      'unknown',
    ],
    [[], [OID.timeStamping], 'timestamp'],
    [[], undefined, 'unknown'],
  ])('%#', (extensions, purposes, role) => {
    const { certificate } = certify(`role ${role}`, { extensions, ...(purposes && { purposes }) });
    expect(roleOf(certificate)).toBe(role);
  });
});

describe('refused', () => {
  const sound = certify('sound').certificate.der;
  const broken = (extensions: readonly Uint8Array[]) => () => certify('broken', { extensions });

  test.each<[string, () => unknown]>([
    ['one byte too many', () => parseCertificate(Buffer.concat([sound, Buffer.of(0)]))],
    ['one byte too few', () => parseCertificate(sound.subarray(0, -1))],
    ['not a certificate', () => parseCertificate(sequence(utf8String('x')))],
    ['one extension twice', broken([qcType(OID.qcTypeEsign), qcType(OID.qcTypeEseal)])],
    ['a malformed extension', broken([extension(OID.policyMappings, octetString(Buffer.of(1)))])],
    ['an empty list of purposes', broken([extension(OID.extKeyUsage, sequence())])],
    [
      'policies named twice',
      broken([extension(OID.certificatePolicies, sequence(sequence(oid('1.2')), sequence(oid('1.2'))))]),
    ],
  ])('%s', (_, act) => {
    expect(act).toThrow(expect.objectContaining({ code: 'CERTIFICATE_INVALID' }));
  });

  test('two different signature algorithms, inside and outside', () => {
    const at = sound.lastIndexOf(0x02, sound.length - 80);
    const changed = Buffer.from(sound);
    const outer = changed.lastIndexOf(Buffer.from('2a8648ce3d040302', 'hex'));
    expect(at).toBeGreaterThan(0);
    changed[outer + 7] = 0x03;
    expect(() => parseCertificate(changed)).toThrow('two different signature algorithms');
  });
});

describe('names', () => {
  const attribute = (type: string, value: Uint8Array) => setOf(sequence(oid(type), value));
  const name = (value: Uint8Array) => readName(decodeDer(sequence(attribute(OID.commonName, value))));

  test.each([
    [printableString('Test CA'), utf8String('Test CA')],
    [utf8String('test  ca '), printableString('Test CA')],
    [utf8String('Đào'), utf8String('đào')],
    [utf8String('Hồng'.normalize('NFD')), utf8String('Hồng')],
  ])('the same by RFC 5280 §7.1: %#', (a, b) => expect(sameName(name(a), name(b))).toBe(true));

  test('not the same', () => {
    expect(sameName(name(utf8String('Dao')), name(utf8String('Đào')))).toBe(false);
    expect(sameName(name(utf8String('a')), name(encode(0x04, Buffer.from('a'))))).toBe(false);
  });
  test('special and invisible characters are escaped in text', () => {
    expect(name(utf8String('a,b+c "d" \u202e\u001b[0m')).text).toBe(
      'CN=a\\,b\\+c \\"d\\" \\e2\\80\\ae\\1b[0m',
    );
    expect(name(utf8String('#x ')).text).toBe('CN=\\#x\\ ');
  });
});

test('a certificate made now is within its time', () => {
  const { certificate } = certify('now');
  expect(certificate.notBefore < NOW && NOW < certificate.notAfter).toBe(true);
});
