import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { diskTrustFolder } from '../../../src/adapters/disk/trustFolder.ts';
import { Input } from '../../../src/cli/input.ts';
import { described, givenFingerprint, nameOf, pemOf } from '../../../src/cli/trustFile.ts';
import { certificatesIn } from '../../../src/signing/trust/pem.ts';
import { parseCertificate } from '../../../src/signing/x509/certificate.ts';
import { devCertificate } from '../signing/devPki.ts';

const root = parseCertificate(devCertificate('root'));

test('an anchor has one readable name, and is a PEM file', () => {
  expect(nameOf(root)).toBe(`ca-goc-phat-trien-congvan-${root.fingerprint.slice(7, 19)}.pem`);
  const [der, ...more] = certificatesIn('a.pem', pemOf(root));
  expect(more).toEqual([]);
  expect(Buffer.from(der ?? []).equals(root.der)).toBe(true);
  expect(described(root.der)).toContain(root.fingerprint);
});

test('a name cannot smuggle a second certificate into the file', () => {
  const inside = `-----BEGIN CERTIFICATE-----${Buffer.from(devCertificate('issuing-ca')).toString('base64')}-----END CERTIFICATE-----`;
  const evil = { ...root, subject: { ...root.subject, text: `CN=${inside}`, commonName: `../../${inside}` } };
  expect(certificatesIn('a.pem', pemOf(evil))).toHaveLength(1);
  expect(nameOf(evil)).toMatch(/^[a-z0-9-]{1,49}-[0-9a-f]{12}\.pem$/);
});

test('a fingerprint may be written as tools print it', () => {
  const hex = root.fingerprint.slice(7);
  const colons = (hex.match(/../g) ?? []).join(':').toUpperCase();
  for (const text of [root.fingerprint, hex, colons, `SHA256:${colons}`]) {
    expect(givenFingerprint(new Input([], new Map([['fingerprint', text]])))).toBe(root.fingerprint);
  }
  expect(givenFingerprint(new Input([], new Map()))).toBeUndefined();
  const short = new Input([], new Map([['fingerprint', hex.slice(1)]]));
  expect(() => givenFingerprint(short)).toThrow(/not understood/);
});

test('every certificate file of the trust folder is an anchor; what lies beside them is not', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'congvan-trust-'));
  try {
    const trust = diskTrustFolder(join(folder, 'trust'));
    expect(await trust.files()).toEqual([]);
    const path = await trust.add('b.pem', pemOf(root));
    writeFileSync(join(folder, 'trust', 'a.crt'), root.der);
    for (const name of ['.hidden.pem', 'README', 'a.crt~']) writeFileSync(join(folder, 'trust', name), 'x');
    expect((await trust.files()).map(({ name }) => name)).toEqual([join(folder, 'trust', 'a.crt'), path]);
    await trust.remove(path);
    expect(readdirSync(join(folder, 'trust')).sort()).toEqual(['.hidden.pem', 'README', 'a.crt', 'a.crt~']);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
