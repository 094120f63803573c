import { describe, expect, it } from 'vitest';
import { policyFileOf, readPolicyFile } from '../../../src/config/policyFile.ts';
import { CongvanError } from '../../../src/kernel/errors.ts';
import { DEFAULT_POLICY, type SignaturePolicy } from '../../../src/signing/policy/policy.ts';
import {
  DEFAULT_SIGNING,
  identityUnder,
  type SignerMatch,
  type SigningAct,
} from '../../../src/signing/policy/signingPolicy.ts';
import { weakerThanDefault } from '../../../src/signing/policy/weaker.ts';
import { refuseUnfitSigner } from '../../../src/signing/signerCertificate.ts';
import { parseCertificate } from '../../../src/signing/x509/certificate.ts';
import { devSignerKey } from './devPki.ts';
import { certify, NOW } from './pki.ts';

const SILENT = certify('Văn phòng').certificate;
const PERSON = parseCertificate(devSignerKey('H29.12/person').certificateChain[0] ?? new Uint8Array());
const STANDARD = policyFileOf(DEFAULT_POLICY);

function policyWith(
  match: SignerMatch,
  roles: readonly SigningAct[] = ['agency'],
  agency: string | null = 'H29.12',
): SignaturePolicy {
  const signers = [{ id: 'seal-2026', match, roles, agency, person: null }];
  return { ...DEFAULT_POLICY, signing: { ...DEFAULT_SIGNING, signers } };
}

const BY_PRINT: SignerMatch = { kind: 'fingerprint', fingerprint: SILENT.fingerprint };

function refused(...words: Parameters<typeof refuseUnfitSigner>): CongvanError {
  try {
    refuseUnfitSigner(...words);
  } catch (error) {
    if (error instanceof CongvanError) return error;
    throw error;
  }
  throw new Error('not refused');
}

describe('a certificate that names no role', () => {
  it('has the one its rule gives, in signing and in reports', () => {
    expect(identityUnder(SILENT, DEFAULT_POLICY)).toEqual({ role: 'unknown', agency: null, rule: null });
    expect(identityUnder(SILENT, policyWith(BY_PRINT))).toEqual({
      ...{ role: 'agency', agency: 'H29.12', rule: 'seal-2026' },
    });
    refuseUnfitSigner(SILENT, 'agency', NOW, policyWith(BY_PRINT));
    expect(refused(SILENT, 'agency', NOW, DEFAULT_POLICY)).toMatchObject({ code: 'SIGNER_ROLE_MISMATCH' });
  });

  it.each<[string, SignerMatch, boolean]>([
    ['its fingerprint', BY_PRINT, true],
    ['another fingerprint', { kind: 'fingerprint', fingerprint: PERSON.fingerprint }, false],
    ['serial', { kind: 'serial', issuer: SILENT.issuer.text, serial: `00:${SILENT.serialHex}` }, true],
    ['another serial', { kind: 'serial', issuer: SILENT.issuer.text, serial: `${SILENT.serialHex}0` }, false],
    ['another issuer', { kind: 'serial', issuer: 'CN=X', serial: SILENT.serialHex }, false],
    ['a pattern', { kind: 'subject', issuer: '*', subject: 'CN=Văn phòng,*' }, true],
    ['a pattern in the middle', { kind: 'subject', issuer: '*', subject: '*phòng*Test*' }, true],
    ['a pattern without a star', { kind: 'subject', issuer: '*', subject: 'CN=Văn phòng' }, false],
    [
      'ends that would overlap',
      { kind: 'subject', issuer: '*', subject: `${SILENT.subject.text}*VN` },
      false,
    ],
  ])('is found by %s', (_, match, isFound) => {
    expect(identityUnder(SILENT, policyWith(match)).role).toBe(isFound ? 'agency' : 'unknown');
  });
});

describe('a rule', () => {
  it('never overrules the certificate', () => {
    const policy = policyWith({ kind: 'fingerprint', fingerprint: PERSON.fingerprint });
    expect(identityUnder(PERSON, policy)).toEqual(identityUnder(PERSON, DEFAULT_POLICY));
    expect(refused(PERSON, 'agency', NOW, policy)).toMatchObject({
      code: 'SIGNER_RULE_CONTRADICTED',
      detail: 'the certificate is for person; rule signing.signers.0 (seal-2026)',
    });
  });

  it('grants only its own acts', () => {
    const policy = policyWith(BY_PRINT, ['copy']);
    expect(refused(SILENT, 'agency', NOW, policy)).toMatchObject({
      code: 'SIGNER_ROLE_NOT_GRANTED',
      detail: 'copy, not agency; rule signing.signers.0 (seal-2026)',
    });
    refuseUnfitSigner(SILENT, 'copy', NOW, policy);
  });

  it('is needed where only the listed may sign, and the refusal tells where that stands', () => {
    const read: SignaturePolicy = readPolicyFile(`${STANDARD}\n[signing]\nonly_listed = true\n`, 'own.toml');
    const line = STANDARD.split('\n').length + 2;
    expect(refused(SILENT, 'agency', NOW, read)).toMatchObject({
      code: 'SIGNER_NOT_LISTED',
      detail: `rule signing.only_listed, own.toml, line ${line}`,
    });
  });
});

const TABLES = `
[signing]
[signing.order]
agency = ["person"]
copy = ["agency"]
[signing.levels]
agency = "B-T"
[[signing.signers]]
id = "chanh-van-phong"
fingerprint = "${SILENT.fingerprint}"
roles = ["person"]
person = "Nguyễn Văn A"
[[signing.signers]]
id = "con-dau"
issuer = "*"
serial = "01:02"
roles = ["agency", "copy"]
agency = "H29.12"
`;

describe('[signing] of a policy file', () => {
  it('is read, told with its lines, and written again', () => {
    const read: SignaturePolicy = readPolicyFile(STANDARD + TABLES, 'own.toml');
    const first = STANDARD.split('\n').length;
    expect(read.signing).toMatchObject({
      ...{ onlyListed: false, order: { agency: ['person'], copy: ['agency'] }, levels: { agency: 'B-T' } },
      signers: [
        { id: 'chanh-van-phong', roles: ['person'], agency: null, person: 'Nguyễn Văn A' },
        { id: 'con-dau', match: { kind: 'serial', issuer: '*', serial: '01:02' }, agency: 'H29.12' },
      ],
      places: {
        'signing.order.copy': `own.toml, line ${first + 4}`,
        'signing.signers.1': `own.toml, line ${first + 12}`,
      },
    });
    const again: SignaturePolicy = readPolicyFile(policyFileOf(read), 'again.toml');
    expect({ ...again.signing, places: {} }).toEqual({ ...read.signing, places: {} });
  });

  it.each([
    ['two ways to name a certificate', TABLES.replace('fingerprint =', 'issuer = "*"\nfingerprint =')],
    ['no way to name it', TABLES.replace('serial = "01:02"\n', '')],
    ['a person’s and an agency’s role', TABLES.replace('["person"]\nperson', '["person", "copy"]\nperson')],
    ['an unknown level', TABLES.replace('"B-T"', '"B-X"')],
  ])('with %s is refused', (_, tables) => {
    expect(() => readPolicyFile(STANDARD + tables, 'own.toml')).toThrow('policy');
  });

  it('that gives roles, or asks for less order, is told as laxer', () => {
    expect(weakerThanDefault(policyWith(BY_PRINT))).toEqual(['signing.signers']);
    const free = { ...DEFAULT_POLICY, signing: { ...DEFAULT_SIGNING, order: {} } };
    expect(weakerThanDefault(free)).toEqual(['signing.order.agency']);
    expect(weakerThanDefault({ ...DEFAULT_POLICY, signing: DEFAULT_SIGNING })).toEqual([]);
  });
});
