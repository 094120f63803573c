import { readFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ensurePki } from '../../../../certs-dev/generate.ts';
import { type Answer, listen, type Server } from '../../../../certs-dev/httpServer.ts';
import { paths } from '../../../../certs-dev/paths.ts';
import { PORTS } from '../../../../certs-dev/pki.ts';
import { type PkiServers, startPki } from '../../../../certs-dev/servers.ts';
import { httpIssuers, type IssuersOptions } from '../../../../src/adapters/http/issuers.ts';
import { addressProblem, isPublicIp, publicLookup } from '../../../../src/adapters/http/publicAddress.ts';
import { silentLogger } from '../../../../src/kernel/logger.ts';
import { encode, explicit, integer, oid, sequence } from '../../../../src/signing/der/write.ts';
import { parseCertificate } from '../../../../src/signing/x509/certificate.ts';
import { OID } from '../../../../src/signing/x509/oids.ts';

let servers: PkiServers;
const others: Server[] = [];

beforeAll(async () => {
  await ensurePki(new Date());
  servers = await startPki();
});
afterEach(async () => {
  await Promise.all(others.splice(0).map((server) => server.close()));
});
afterAll(() => servers.close());

async function issuersOf(options: Partial<IssuersOptions> = {}): Promise<readonly string[]> {
  const person = await readFile(paths.taiChinh.person.certificateDer);
  const source = httpIssuers({ overrides: servers.overrides, timeoutMs: 500, ...options });
  return (await source.issuersOf(person)).map((der) => parseCertificate(der).subject.commonName ?? '');
}

async function answering(answer: Answer): Promise<Record<string, string>> {
  const server = await listen(0, () => answer);
  others.push(server);
  return { [`http://127.0.0.1:${PORTS.repository}`]: server.url };
}

describe('issuers over HTTP', () => {
  it('come from the address the certificate names', async () => {
    const [name, ...more] = await issuersOf();
    expect(name).toBe(parseCertificate(await readFile(paths.issuingCa.certificateDer)).subject.commonName);
    expect(more).toEqual([]);
  });

  it('come out of a bag of certificates and out of PEM too', async () => {
    const ca = await readFile(paths.issuingCa.certificateDer);
    const signedData = sequence(
      ...[integer(1), encode(0x31), sequence(oid(OID.data)), encode(0xa0, ca, ca), encode(0x31)],
    );
    const body = sequence(oid(OID.signedData), explicit(0, signedData));
    const bag = await answering({ status: 200, contentType: 'application/pkcs7-mime', body });
    expect(await issuersOf({ overrides: bag })).toHaveLength(2);
    const pem = await readFile(paths.issuingCa.certificate);
    const text = await answering({ status: 200, contentType: 'application/x-pem-file', body: pem });
    expect(await issuersOf({ overrides: text })).toHaveLength(1);
  });

  it('are not asked for inside a network, unless somebody of this agency said so', async () => {
    const told: unknown[] = [];
    const logger = { ...silentLogger, warn: (about: unknown) => told.push(about) };
    expect(await issuersOf({ overrides: {}, logger })).toEqual([]);
    expect(told).toEqual([
      { url: expect.stringContaining('http://127.0.0.1:'), why: 'an address inside a network' },
    ]);
  });

  it.each<[string, Answer]>([
    ['a redirect', { status: 302, contentType: 'text/plain', body: Buffer.from('elsewhere') }],
    ['a web page', { status: 200, contentType: 'text/html', body: Buffer.from('<html>') }],
    ['too much', { status: 200, contentType: 'application/pkix-cert', body: Buffer.alloc(70_000) }],
    ['junk', { status: 200, contentType: 'application/pkix-cert', body: Buffer.from('junk') }],
    ['DER that is no certificate', { status: 200, contentType: 'application/pkix-cert', body: sequence() }],
  ])('are nothing when the answer is %s', async (_, answer) => {
    expect(await issuersOf({ overrides: await answering(answer) })).toEqual([]);
  });

  it('are nothing for what is no certificate', async () => {
    expect(await httpIssuers().issuersOf(Buffer.from('hello'))).toEqual([]);
  });
});

describe('addresses a stranger chose', () => {
  it.each([
    ...[
      'file:///etc/passwd',
      'http://localhost/',
      'http://10.0.0.1/',
      'http://[::1]/',
      'http://169.254.169.254/',
    ],
    ...[
      'http://[::ffff:127.0.0.1]/',
      'http://0x7f000001/',
      'http://2130706433/',
      'http://user:pw@ca.example.vn/',
    ],
    ...['http://intranet/', 'http://[fd00::1]/', 'http://100.64.1.1/', 'nonsense', 'http://localhost./'],
  ])('%s is not asked', (address) => expect(addressProblem(address)).toBeDefined());

  it('a name or an address of the internet may be tried', () => {
    expect(addressProblem('http://ca.example.vn/ca.cer')).toBeUndefined();
    expect(addressProblem('https://203.162.1.1/ca.cer')).toBeUndefined();
    expect(isPublicIp('not an address')).toBe(false);
  });

  it('a name that leads to this machine is not connected to', async () => {
    const found = new Promise((resolve) => {
      publicLookup('localhost', { all: true }, (error, address) => resolve(error?.message ?? address));
    });
    expect(await found).toBe('a name that leads inside a network');
  });
});
