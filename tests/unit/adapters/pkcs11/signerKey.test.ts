import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { paths } from '../../../../certs-dev/paths.ts';
import { TOKEN_FLAG } from '../../../../src/adapters/pkcs11/cryptoki.ts';
import { openPkcs11 } from '../../../../src/adapters/pkcs11/signerKey.ts';
import { CongvanError, isCongvanError } from '../../../../src/kernel/errors.ts';
import { Secret } from '../../../../src/kernel/secret.ts';
import type { SignerKey } from '../../../../src/signing/signerKey.ts';
import { FAKE_PIN, FakeCryptoki, type FakeObject, type FakeToken } from '../../../peers/cryptoki.ts';

const PERSON: FakeObject = { id: 'H29.12/person', label: 'cá nhân', ckaId: '01' };
const SEAL: FakeObject = { id: 'H29.12/seal', label: 'con dấu', ckaId: '02' };
const token = (changes: Partial<FakeToken> = {}): FakeToken => ({
  ...{ label: 'VGCA', serial: '01', objects: [PERSON, SEAL] },
  ...changes,
});

let modules = 0;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pkcs11-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** @param named path and query attributes beside the library, as in a URI */
async function open(
  fake: FakeCryptoki,
  named = 'token=VGCA;object=cá nhân',
  pin: string | null = FAKE_PIN,
  query = '',
): Promise<SignerKey> {
  modules += 1;
  const uri = `pkcs11:${named}?module-path=/fake/${modules}.so${query}`;
  return openPkcs11(uri, pin === null ? undefined : new Secret(pin), folder, { cryptoki: () => fake });
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.then(
    () => 'done',
    (thrown: unknown) => thrown,
  );
  return isCongvanError(error) ? error.code : String(error);
}

const refusedBy = (changes: Partial<FakeToken>, named?: string, pin?: string | null) =>
  codeOf(open(new FakeCryptoki([token(changes)]), named, pin));

describe('the key on a token', () => {
  it('is found by label, by id, and by the label of its certificate', async () => {
    const apart: FakeObject[] = [
      { ...SEAL, label: 'tên khóa', holds: 'key' },
      { ...SEAL, label: 'tên chứng thư', holds: 'certificate' },
      PERSON,
    ];
    for (const named of ['object=tên khóa', 'object=tên chứng thư', 'id=%02']) {
      const key = await open(new FakeCryptoki([token({ objects: apart })]), named);
      expect(key.algorithm).toEqual({ kind: 'rsa', bits: 3072 });
      await key.close();
    }
  });

  it('is the only one when the URI names none', async () => {
    const key = await open(new FakeCryptoki([token({ objects: [SEAL] })]), '');
    expect(key.algorithm).toEqual({ kind: 'rsa', bits: 3072 });
  });

  it('has its chain from the token, or from files', async () => {
    const issuer: FakeObject = { id: 'issuing-ca', label: 'CA', ckaId: 'ff', holds: 'certificate' };
    const onToken = await open(new FakeCryptoki([token({ objects: [PERSON, issuer] })]));
    expect(onToken.certificateChain).toHaveLength(2);
    const files = `&x-cert=${paths.issuingCa.certificate}&x-cert=${paths.root.certificate}`;
    const fromFiles = await open(new FakeCryptoki([token()]), undefined, undefined, files);
    expect(fromFiles.certificateChain).toHaveLength(3);
    const withoutOwn = [{ ...PERSON, holds: 'key' as const }];
    const leafInFile = `&x-cert=${paths.taiChinh.person.chain}`;
    const bare = await open(
      new FakeCryptoki([token({ objects: withoutOwn })]),
      undefined,
      undefined,
      leafInFile,
    );
    expect(bare.certificateChain).toHaveLength(2);
    await bare.sign(Buffer.from('x'), 'SHA-256');
  });

  it('takes the PIN from pin-source when none is given', async () => {
    await writeFile(join(folder, 'pin'), `${FAKE_PIN}\n`);
    const key = await open(new FakeCryptoki([token()]), undefined, null, '&pin-source=file:pin');
    expect(key.certificateChain).toHaveLength(1);
    expect(await codeOf(open(new FakeCryptoki([token()]), undefined, null, '&pin-source=file:none'))).toBe(
      'SECRET_UNREADABLE',
    );
  });

  it('needs no PIN when the token needs none', async () => {
    expect(await refusedBy({ needsNoPin: true }, undefined, null)).toBe('done');
  });

  it('logs in once for all signatures, and closes session and library when all is done', async () => {
    const fake = new FakeCryptoki([token()]);
    const key = await open(fake);
    for (let count = 0; count < 3; count++) await key.sign(Buffer.from([count]), 'SHA-256');
    await key.close();
    await key.close();
    expect(fake.calls.filter((call) => call === 'C_Login')).toHaveLength(1);
    expect(fake.calls.filter((call) => call === 'C_CloseSession')).toHaveLength(1);
    expect(fake.calls.slice(-2)).toEqual(['C_Finalize', 'close']);
    expect(fake.isInitialized).toBe(false);
  });

  it('shares the library with the other keys of the process, which stays until the last one is closed', async () => {
    const fake = new FakeCryptoki([token()]);
    const uri = (label: string) => `pkcs11:object=${label}?module-path=/fake/shared.so`;
    const opening = (label: string) =>
      openPkcs11(uri(label), new Secret(FAKE_PIN), folder, { cryptoki: () => fake });
    const [person, seal] = [await opening('cá nhân'), await opening('con dấu')];
    await person.close();
    expect(fake.isInitialized).toBe(true);
    await seal.sign(Buffer.from('x'), 'SHA-256');
    await seal.close();
    expect(fake.isInitialized).toBe(false);
  });
});

describe('a token that cannot be used says why', () => {
  it('another one is plugged in, or none: KEY_TOKEN_MISSING, with what there is', async () => {
    await expect(open(new FakeCryptoki([token()]), 'token=khác')).rejects.toThrow(
      /"VGCA" serial=01 slot-id=0/,
    );
    expect(await refusedBy({}, 'token=khác')).toBe('KEY_TOKEN_MISSING');
    expect(await codeOf(open(new FakeCryptoki([])))).toBe('KEY_TOKEN_MISSING');
  });

  it('two of the same label: KEY_TOKEN_AMBIGUOUS, unless serial or slot says which', async () => {
    const two = () => new FakeCryptoki([token(), token({ serial: '02', objects: [SEAL] })]);
    expect(await codeOf(open(two(), 'token=VGCA'))).toBe('KEY_TOKEN_AMBIGUOUS');
    expect((await open(two(), 'token=VGCA;serial=02')).algorithm).toEqual({ kind: 'rsa', bits: 3072 });
    expect((await open(two(), 'token=VGCA;slot-id=1')).algorithm).toEqual({ kind: 'rsa', bits: 3072 });
  });

  it('the library is not there: KEY_TOKEN_LIBRARY_MISSING', async () => {
    const opening = openPkcs11('pkcs11:?module-path=missing.so', undefined, '/', {
      cryptoki: () => new FakeCryptoki([]),
    });
    expect(await codeOf(opening)).toBe('KEY_TOKEN_LIBRARY_MISSING');
  });

  it('pkcs11js is not there: KEY_TOKEN_SUPPORT_MISSING', async () => {
    const opening = openPkcs11('pkcs11:?module-path=/fake/none.so', undefined, '/', {
      cryptoki: () => {
        throw new CongvanError('KEY_TOKEN_SUPPORT_MISSING');
      },
    });
    expect(await codeOf(opening)).toBe('KEY_TOKEN_SUPPORT_MISSING');
  });

  it('no such key: KEY_OBJECT_MISSING; several: KEY_OBJECT_AMBIGUOUS', async () => {
    expect(await refusedBy({}, 'object=khác')).toBe('KEY_OBJECT_MISSING');
    expect(await refusedBy({}, 'id=%07')).toBe('KEY_OBJECT_MISSING');
    expect(await refusedBy({}, '')).toBe('KEY_OBJECT_AMBIGUOUS');
    expect(await refusedBy({ objects: [] }, '')).toBe('KEY_OBJECT_MISSING');
  });

  it('no certificate of the key: SIGNING_KEY_MISMATCH', async () => {
    expect(await refusedBy({ objects: [{ ...PERSON, holds: 'key' }] })).toBe('SIGNING_KEY_MISMATCH');
    const foreign = '&x-cert=/nowhere.pem';
    expect(await codeOf(open(new FakeCryptoki([token()]), undefined, undefined, foreign))).toBe(
      'SIGNING_KEY_MISSING',
    );
  });

  it('what was opened for a key that cannot be used is closed again', async () => {
    const fake = new FakeCryptoki([token({ objects: [{ ...PERSON, holds: 'key' }] })]);
    expect(await codeOf(open(fake))).toBe('SIGNING_KEY_MISMATCH');
    expect(fake.calls.slice(-3)).toEqual(['C_CloseSession', 'C_Finalize', 'close']);
  });

  it('the key may not sign, or asks for its PIN each time: KEY_OBJECT_UNUSABLE', async () => {
    expect(await refusedBy({ objects: [{ ...PERSON, maySign: false }] })).toBe('KEY_OBJECT_UNUSABLE');
    expect(await refusedBy({ objects: [{ ...PERSON, alwaysAuthenticate: true }] })).toBe(
      'KEY_OBJECT_UNUSABLE',
    );
  });
});

describe('a key that is opened to be shown', () => {
  const shown = (fake: FakeCryptoki, named: string, pin: string | null = null) => {
    modules += 1;
    return openPkcs11(
      `pkcs11:${named}?module-path=/fake/${modules}.so`,
      pin === null ? undefined : new Secret(pin),
      folder,
      {
        ...{ toShow: true, cryptoki: () => fake },
      },
    );
  };

  it('has its certificates without a PIN, and signs nothing', async () => {
    const issuer: FakeObject = { id: 'issuing-ca', label: 'CA', ckaId: 'ff', holds: 'certificate' };
    const fake = new FakeCryptoki([token({ objects: [PERSON, issuer] })]);
    const key = await shown(fake, 'token=VGCA');
    expect(key.certificateChain).toHaveLength(2);
    expect(await codeOf(key.sign(Buffer.from('x'), 'SHA-256'))).toBe('SIGNING_KEY_LOCKED');
    expect(fake.calls).not.toContain('C_Login');
    await key.close();
  });

  it('is locked when the address does not say which, and opens with a PIN as ever', async () => {
    expect(await codeOf(shown(new FakeCryptoki([token()]), 'token=VGCA'))).toBe('SIGNING_KEY_LOCKED');
    const key = await shown(new FakeCryptoki([token()]), 'object=con dấu', FAKE_PIN);
    expect(await codeOf(key.sign(Buffer.from('x'), 'SHA-256'))).toBe('done');
  });
});

describe('a PIN', () => {
  it('that is missing is never tried, that is wrong is tried once', async () => {
    const fake = new FakeCryptoki([token()]);
    expect(await codeOf(open(fake, undefined, null))).toBe('SIGNING_KEY_LOCKED');
    expect(fake.calls).not.toContain('C_Login');
    expect(await codeOf(open(fake, undefined, 'sai'))).toBe('SIGNING_KEY_LOCKED');
    expect(fake.calls.filter((call) => call === 'C_Login')).toHaveLength(1);
  });

  it.each([
    ['too short', 0xa2, 'SIGNING_KEY_LOCKED'],
    ['of letters that it does not know', 0xa1, 'SIGNING_KEY_LOCKED'],
    ['expired', 0xa3, 'KEY_PIN_LOCKED'],
    ['locked', 0xa4, 'KEY_PIN_LOCKED'],
    ['on a token that fails', 0x30, 'KEY_TOKEN_FAILED'],
  ])('%s', async (_, loginAnswers, code) => {
    expect(await refusedBy({ loginAnswers })).toBe(code);
  });

  it('is not tried when the token says that it is locked, or that one try is left', async () => {
    for (const [flags, code] of [
      [TOKEN_FLAG.USER_PIN_LOCKED, 'KEY_PIN_LOCKED'],
      [TOKEN_FLAG.USER_PIN_FINAL_TRY, 'KEY_PIN_LAST_TRY'],
    ] as const) {
      const fake = new FakeCryptoki([token({ flags })]);
      expect(await codeOf(open(fake))).toBe(code);
      expect(fake.calls).not.toContain('C_Login');
    }
  });
});

describe('signing', () => {
  it('with a token that was taken out is KEY_TOKEN_REMOVED, and nothing logs in again', async () => {
    const fake = new FakeCryptoki([token()]);
    const key = await open(fake);
    fake.isOut = true;
    expect(await codeOf(key.sign(Buffer.from('x'), 'SHA-256'))).toBe('KEY_TOKEN_REMOVED');
    fake.isOut = false;
    expect(fake.calls.filter((call) => call === 'C_Login')).toHaveLength(1);
    await key.close();
  });

  it('with a token that was taken out can still be closed', async () => {
    const fake = new FakeCryptoki([token()]);
    const key = await open(fake);
    fake.isOut = true;
    await expect(key.close()).resolves.toBeUndefined();
  });

  it.each([
    ['a session that is gone', 0xb3, 'KEY_TOKEN_REMOVED'],
    ['a token that logged out', 0x101, 'KEY_TOKEN_REMOVED'],
    ['a mechanism that it does not know', 0x70, 'KEY_OBJECT_UNUSABLE'],
    ['a key that may not', 0x68, 'KEY_OBJECT_UNUSABLE'],
    ['anything else', 0x5, 'KEY_TOKEN_FAILED'],
  ])('%s', async (_, signAnswers, code) => {
    const key = await open(new FakeCryptoki([token({ signAnswers })]));
    expect(await codeOf(key.sign(Buffer.from('x'), 'SHA-256'))).toBe(code);
  });

  it('by another key than the certificate’s is found out: SIGNING_KEY_MISMATCH', async () => {
    const key = await open(new FakeCryptoki([token({ objects: [{ ...PERSON, signsAs: 'H29.13/seal' }] })]));
    expect(await codeOf(key.sign(Buffer.from('x'), 'SHA-256'))).toBe('SIGNING_KEY_MISMATCH');
  });

  it('that has begun is finished before the key is closed', async () => {
    const key = await open(new FakeCryptoki([token()]));
    const digest = 'SHA-256';
    const [good, closed] = [key.sign(Buffer.from('1'), digest), key.close()];
    expect((await good).length).toBe(256);
    await closed;
    expect(await codeOf(key.sign(Buffer.from('2'), digest))).toBe('SIGNING_KEY_UNAVAILABLE');
  });
});
