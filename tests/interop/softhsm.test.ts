/** Keys on a token that nobody here wrote, judged by OpenSSL. */
import { hash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensurePki } from '../../certs-dev/generate.ts';
import { paths } from '../../certs-dev/paths.ts';
import { type PkiServers, startPki } from '../../certs-dev/servers.ts';
import { openPkcs11 } from '../../src/adapters/pkcs11/signerKey.ts';
import { isCongvanError } from '../../src/kernel/errors.ts';
import { Secret } from '../../src/kernel/secret.ts';
import { buildDetachedCms } from '../../src/signing/cms/build.ts';
import { digestForKey } from '../../src/signing/keyAlgorithm.ts';
import type { SignerKey } from '../../src/signing/signerKey.ts';
import { playTranscript } from '../cli/run.ts';
import { signerKeySuite, WRONG_SECRET } from '../contract/signerKey.suite.ts';
import {
  importCertificate,
  importIssuer,
  importKey,
  newToken,
  PIN,
  softHsm,
  type TokenKey,
  takeTokensOut,
  tokens,
  useSoftHsmIn,
} from './softhsm.ts';
import { run } from './tool.ts';

const TOKEN = 'Văn thư';
/** Two tokens have this label. */
const TWIN = 'Sinh đôi';
const KEYS: readonly TokenKey[] = [
  { id: 'H29.12/person', label: 'cá nhân', ckaId: '01' },
  { id: 'H29.12/seal', label: 'con dấu', ckaId: '02' },
  { id: 'H29.13/person', label: 'p-256', ckaId: '03' },
  { id: 'keys/rsa-4096', label: 'rsa-4096', ckaId: '04' },
  { id: 'keys/p-384', label: 'p-384', ckaId: '05' },
  { id: 'keys/p-521', label: 'p-521', ckaId: '06' },
  { id: 'keys/ed25519', label: 'ed25519', ckaId: '07' },
];
const TWIN_KEY: TokenKey = { id: 'H29.13/seal', label: 'dấu', ckaId: '01' };

/** The seal's PIN is configured, the person's stands in the URI as a file. */
const TRANSCRIPT = `
env SOFTHSM2_CONF=$CONF
env CONGVAN_REVOCATION_OVERRIDES=$OVERRIDES
copy $FIXTURES/documents/cong-van.pdf cv.pdf
congvan init --home stc --agency H29.12 --name "Sở Tài chính" --abbreviation STC --place "An Bình" --dev-pki $CERTS --tsa $TSA --person-image $FIXTURES/images/signature.png --seal-image $FIXTURES/images/seal.png --seal-diameter 36
env CONGVAN_HOME=stc
env CONGVAN_KEYS_PERSON_URI=$PERSON
env CONGVAN_KEYS_AGENCY_URI=$SEAL
env CONGVAN_KEYS_PERSON_SECRET_FILE=$PIN
env CONGVAN_KEYS_AGENCY_SECRET_FILE=$PIN
congvan key test
stdout /RSA-2048[^]*may sign as: +person[^]*RSA-3072[^]*may sign as: +agency/
congvan sign cv.pdf --as person -o signed.pdf
congvan sign signed.pdf --as agency -o sealed.pdf
congvan verify sealed.pdf
stdout /TOTAL-PASSED/
! 12 congvan sign cv.pdf --as person --pin-file wrong.pin -o never.pdf
stderr /SIGNING_KEY_LOCKED/
! exists never.pdf

-- wrong.pin --
00000000
`;

const library = softHsm();
let servers: PkiServers;
let folder: string;

beforeAll(async () => {
  await ensurePki(new Date());
  if (library === undefined) return;
  servers = await startPki();
  folder = await mkdtemp(join(tmpdir(), 'softhsm-'));
  await useSoftHsmIn(folder);
  await newToken(TOKEN);
  for (const key of KEYS) {
    await importKey(['--token', TOKEN], key);
    await importCertificate(library, ['--token-label', TOKEN], key);
  }
  await importIssuer(library, ['--token-label', TOKEN]);
  const before = (await tokens()).map(({ serial }) => serial);
  await newToken(TWIN);
  await newToken(TWIN);
  const second = (await tokens()).findLast(({ serial }) => !before.includes(serial));
  await importKey(['--slot', second?.slot ?? ''], TWIN_KEY);
  await importCertificate(library, ['--slot', second?.slot ?? ''], TWIN_KEY);
});
afterAll(async () => {
  await servers?.close();
  if (folder !== undefined) await rm(folder, { recursive: true, force: true });
});

const open = (named: string, pin: string | undefined = PIN, pss = false): Promise<SignerKey> =>
  openPkcs11(
    `pkcs11:${named}?module-path=${library}`,
    pin === undefined ? undefined : new Secret(pin),
    folder,
    { pss },
  );

async function codeOf(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.then(
    () => 'done',
    (thrown: unknown) => thrown,
  );
  return isCongvanError(error) ? error.code : String(error);
}

describe.skipIf(library === undefined)('SoftHSM', () => {
  for (const { label } of KEYS) {
    const named = `token=${TOKEN};object=${label}`;
    signerKeySuite(`SoftHSM: ${label}`, () => open(named), {
      withoutSecret: () => openPkcs11(`pkcs11:${named}?module-path=${library}`, undefined, folder),
      withWrongSecret: () => open(named, WRONG_SECRET),
    });
  }
  signerKeySuite('SoftHSM: RSASSA-PSS', () => open(`token=${TOKEN};object=con dấu`, PIN, true));

  it.each(['cá nhân', 'con dấu', 'p-256', 'rsa-4096', 'p-384', 'p-521', 'con dấu, PSS'])(
    'openssl cms -verify -cades accepts what %s signed',
    async (label) => {
      const [object, pss] = label.split(', ');
      const key = await open(`token=${TOKEN};object=${object}`, PIN, pss !== undefined);
      const digest = digestForKey(key.algorithm);
      const content = Buffer.from('Công văn số 12/CV-STC');
      const contentDigest = hash(digest.replace('-', '').toLowerCase(), content, 'buffer');
      const cms = await buildDetachedCms({
        contentDigest,
        digest,
        key,
        profile: 'cades',
        signingTime: new Date(),
      });
      await key.close();
      await writeFile(join(folder, 'content'), content);
      await writeFile(join(folder, 'cms'), cms);
      const { code, says } = await run('openssl', [
        ...['cms', '-verify', '-cades', '-binary', '-inform', 'DER', '-in', join(folder, 'cms')],
        ...['-content', join(folder, 'content'), '-CAfile', paths.root.certificate, '-purpose', 'any'],
      ]);
      expect([code, says]).toEqual([0, expect.stringContaining('Verification successful')]);
    },
  );

  it('has its chain from the token', async () => {
    const key = await open(`token=${TOKEN};id=%02`);
    expect(key.certificateChain.map((der) => Buffer.from(der))).toEqual([
      await readFile(paths.taiChinh.seal.certificateDer),
      await readFile(paths.issuingCa.certificateDer),
    ]);
    await key.close();
  });

  it('a wrong PIN is SIGNING_KEY_LOCKED', async () => {
    expect(await codeOf(open(`token=${TOKEN};object=con dấu`, 'sai-rồi'))).toBe('SIGNING_KEY_LOCKED');
    expect(await codeOf(open(`token=${TOKEN};object=con dấu`, '1'))).toBe('SIGNING_KEY_LOCKED');
  });

  it('a missing object or token has its own code', async () => {
    expect(await codeOf(open(`token=${TOKEN};object=khác`))).toBe('KEY_OBJECT_MISSING');
    expect(await codeOf(open('token=khác'))).toBe('KEY_TOKEN_MISSING');
    expect(await codeOf(open(`token=${TOKEN}`))).toBe('KEY_OBJECT_AMBIGUOUS');
  });

  it('two tokens of the same label are ambiguous, unless the serial or the slot says which', async () => {
    expect(await codeOf(open(`token=${TWIN}`))).toBe('KEY_TOKEN_AMBIGUOUS');
    const opened: string[] = [];
    for (const { serial, slot } of await tokens()) {
      for (const which of [`serial=${serial}`, `slot-id=${slot}`]) {
        const result = await codeOf(open(`token=${TWIN};${which}`).then((key) => key.close()));
        opened.push(result);
      }
    }
    expect(opened.toSorted()).toEqual([
      ...['KEY_OBJECT_MISSING', 'KEY_OBJECT_MISSING', 'KEY_TOKEN_MISSING', 'KEY_TOKEN_MISSING'],
      ...['done', 'done'],
    ]);
  });

  it('a library that is none is KEY_TOKEN_LIBRARY_MISSING', async () => {
    for (const path of ['/nowhere.so', paths.root.certificate]) {
      expect(await codeOf(openPkcs11(`pkcs11:?module-path=${path}`, undefined))).toBe(
        'KEY_TOKEN_LIBRARY_MISSING',
      );
    }
  });

  it('signs and seals from the command line, the PIN from files', async () => {
    await writeFile(join(folder, 'pin'), PIN, { mode: 0o600 });
    await playTranscript(TRANSCRIPT, {
      TSA: servers.tsa.url,
      OVERRIDES: Object.entries(servers.overrides)
        .map(([from, to]) => `${from}=${to}`)
        .join(','),
      CONF: process.env.SOFTHSM2_CONF ?? '',
      PERSON: `pkcs11:token=${TOKEN};object=cá nhân?module-path=${library}&pin-source=file:${join(folder, 'pin')}`,
      SEAL: `pkcs11:token=${TOKEN};object=con dấu?module-path=${library}`,
      PIN: join(folder, 'pin'),
    });
  });

  // The last one: after it there are no tokens.
  it('a token that is taken out while the key is open is KEY_TOKEN_REMOVED', async () => {
    const key = await open(`token=${TOKEN};object=con dấu`);
    await takeTokensOut(folder);
    expect(await codeOf(key.sign(Buffer.from('x'), 'SHA-256'))).toBe('KEY_TOKEN_REMOVED');
    await key.close();
  });
});
