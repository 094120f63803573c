import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { ensurePki } from '../../../certs-dev/generate.ts';
import { ODD } from '../../../certs-dev/odd.ts';
import { crlOf, filesOf, paths } from '../../../certs-dev/paths.ts';
import { AGENCIES, issuerIds, PKI } from '../../../certs-dev/pki.ts';
import { parseCrl } from '../../../src/signing/revocation/crl.ts';
import { DEV_ROOT_OID } from '../../../src/signing/trust/devRoot.ts';
import { parseCertificate } from '../../../src/signing/x509/certificate.ts';

beforeAll(async () => {
  await ensurePki(new Date());
});

const parsed = async (id: string) => parseCertificate(await readFile(filesOf(id).certificateDer));

describe('the development PKI', () => {
  it('is made once', async () => {
    expect(await ensurePki(new Date())).toBe('unchanged');
  });

  it('has every certificate it declares, with the key that belongs to it, and parses strictly', async () => {
    const refused: string[] = [];
    for (const id of Object.keys(PKI)) {
      const der = await readFile(filesOf(id).certificateDer);
      const { publicKey } = new X509Certificate(der);
      expect(publicKey.asymmetricKeyType).toBe(PKI[id]?.key.kind);
      try {
        parseCertificate(der);
      } catch {
        refused.push(id);
      }
    }
    expect(refused).toEqual(['odd/duplicate-extension']);
  });

  it('has RSA-2048, RSA-3072 and P-256 keys among the agencies', () => {
    const keys = AGENCIES.flatMap(({ person, sealKey, tlsKey }) => [person.key, sealKey, tlsKey]);
    const names = keys.map((key) =>
      'bits' in key ? `RSA-${key.bits}` : 'curve' in key ? key.curve : key.kind,
    );
    expect([...new Set(names)].toSorted()).toEqual(['P-256', 'RSA-2048', 'RSA-3072']);
  });

  it('names agency, role and where to ask', async () => {
    const person = await parsed('H29.12/person');
    expect(person.subject.commonName).toBe('Nguyễn Thị Hồng Đào');
    expect(person.subject.organizationIdentifier).toBe('GOVVN-H29.12');
    expect(person.qcTypes).toEqual(['0.4.0.1862.1.6.1']);
    expect(person.ocspUrls).toEqual(['http://127.0.0.1:26960/']);
    expect(person.crlUrls).toEqual(['http://127.0.0.1:25280/crl/issuing-ca.crl']);
    expect(person.caIssuerUrls).toEqual(['http://127.0.0.1:25280/ca/issuing-ca.cer']);
    expect((await parsed('H29.13/seal')).qcTypes).toEqual(['0.4.0.1862.1.6.2']);
    expect((await parsed('axis/seal')).subject.organizationIdentifier).toBeUndefined();
  });

  it('marks its roots, and nothing else, as development', async () => {
    for (const [id, spec] of Object.entries(PKI)) {
      if (id === 'odd/duplicate-extension') continue;
      const isMarked = (await parsed(id)).extensionSet.has(DEV_ROOT_OID);
      expect([id, isMarked]).toEqual([id, spec.extensions.some(({ kind }) => kind === 'devRoot')]);
    }
    expect((await parsed('root')).extensionSet.has(DEV_ROOT_OID)).toBe(true);
  });

  it('has a CRL of every issuer, fresh for weeks', async () => {
    for (const id of issuerIds()) {
      const crl = parseCrl(await readFile(crlOf(id)));
      expect(crl.nextUpdate?.getTime()).toBeGreaterThan(Date.now() + 20 * 24 * 3_600_000);
    }
  });

  it('keeps the password of a PKCS#12 file beside it', async () => {
    expect(await readFile(paths.taiChinh.person.pkcs12Password, 'utf8')).toBe('mật khẩu thử');
  });
});

describe('README.md', () => {
  it('lists every odd certificate as it is declared', async () => {
    const readme = await readFile(new URL('../../../certs-dev/README.md', import.meta.url), 'utf8');
    const rows = readme
      .split('\n')
      .filter((line) => line.startsWith('| `odd/'))
      .map((line) => line.replaceAll(/ +/g, ' '));
    const declared = Object.entries(ODD).map(
      ([name, { odd, breaks }]) => `| \`odd/${name}\` | ${odd} | ${breaks} |`,
    );
    expect(rows).toEqual(declared);
  });
});
