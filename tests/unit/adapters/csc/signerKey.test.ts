import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { filesOf, paths } from '../../../../certs-dev/paths.ts';
import { type CscOptions, openCsc } from '../../../../src/adapters/csc/signerKey.ts';
import { isCongvanError } from '../../../../src/kernel/errors.ts';
import { Secret } from '../../../../src/kernel/secret.ts';
import type { SignerKey } from '../../../../src/signing/signerKey.ts';
import {
  CSC_CLIENT,
  CSC_OTP,
  CSC_PIN,
  type CscFault,
  type CscPeer,
  type CscPeerOptions,
  startCsc,
} from '../../../peers/csc.ts';

let folder: string;
const peers: CscPeer[] = [];
const keys: SignerKey[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'csc-'));
  await writeFile(join(folder, 'secret'), `${CSC_CLIENT.secret}\n`);
  await writeFile(join(folder, 'otp'), CSC_OTP);
});
afterEach(async () => {
  for (const key of keys.splice(0)) await key.close();
  for (const peer of peers.splice(0)) await peer.close();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const CREDENTIAL = 'H29.12/person';
const MESSAGE = Buffer.from('Kính gửi');

async function started(options: Partial<CscPeerOptions> = {}): Promise<CscPeer> {
  const peer = await startCsc({ credentials: [CREDENTIAL], ...options });
  peers.push(peer);
  return peer;
}

/** @param more further parameters of the URI */
async function open(
  peer: CscPeer,
  pin: string | null = null,
  more = `&credential=${CREDENTIAL}`,
  options: CscOptions = {},
): Promise<SignerKey> {
  const uri = `csc:${peer.url}?client=${CSC_CLIENT.id}&client-secret=secret&ca=${paths.root.certificate}${more}`;
  const key = await openCsc(uri, pin === null ? undefined : new Secret(pin), folder, options);
  keys.push(key);
  return key;
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.then(
    () => 'done',
    (thrown: unknown) => thrown,
  );
  return isCongvanError(error) ? error.code : error === 'done' ? 'done' : inspect(error);
}

const methods = ({ calls }: CscPeer) => calls.map(({ method }) => method);

describe('a credential of a remote signing service', () => {
  it('is found by its id, or is the only one', async () => {
    const peer = await started({ credentials: [CREDENTIAL, 'H29.12/seal'] });
    expect((await open(peer)).certificateChain).toHaveLength(2);
    expect((await open(peer, null, '&credential=H29.12/seal')).algorithm).toEqual({
      kind: 'rsa',
      bits: 3072,
    });
    expect(await codeOf(open(peer, null, ''))).toBe('KEY_OBJECT_AMBIGUOUS');
    expect(await codeOf(open(peer, null, '&credential=khác'))).toBe('KEY_OBJECT_MISSING');
    expect((await open(await started(), null, '')).algorithm).toEqual({ kind: 'rsa', bits: 2048 });
    expect(await codeOf(open(await started({ credentials: [] }), null, ''))).toBe('KEY_OBJECT_MISSING');
  });

  it.each<[CscFault, string]>([
    ['key-disabled', 'KEY_OBJECT_UNUSABLE'],
    ['certificate-revoked', 'KEY_OBJECT_UNUSABLE'],
    ['browser-only', 'KEY_OBJECT_UNUSABLE'],
    ['strange-factor', 'KEY_OBJECT_UNUSABLE'],
    ['no-certificates', 'KEY_REMOTE_WRONG'],
    ['token-refused', 'KEY_REMOTE_REFUSED'],
  ])('%s is refused when it is opened: %s', async (fault, code) => {
    expect(await codeOf(open(await started({ fault })))).toBe(code);
  });

  it('is not opened over a connection whose certificate is not of the CA', async () => {
    const peer = await started();
    const uri = `csc:${peer.url}?client=c&ca=${filesOf('odd/foreign-root').certificate}`;
    expect(await codeOf(openCsc(uri, undefined, folder))).toBe('KEY_REMOTE_UNREACHABLE');
    expect(await codeOf(openCsc(`csc:${peer.url}?client=c`, undefined, folder))).toBe(
      'KEY_REMOTE_UNREACHABLE',
    );
    expect(peer.calls).toEqual([]);
  });

  it('shows our TLS certificate when the service wants one', async () => {
    const peer = await started({ mutualTls: true });
    expect(await codeOf(open(peer))).toBe('KEY_REMOTE_UNREACHABLE');
    const { chain, key } = paths.taiChinh.tls;
    expect(await codeOf(open(peer, null, `&cert=${chain}&key=${key}`))).toBe('done');
  });

  it('needs its files', async () => {
    const peer = await started();
    const uri = `csc:${peer.url}?client=c&ca=${paths.root.certificate}`;
    expect(await codeOf(openCsc(`${uri}&client-secret=none`, undefined, folder))).toBe('SECRET_UNREADABLE');
    expect(await codeOf(openCsc(`${uri}&cert=none&key=none`, undefined, folder))).toBe('FILE_UNREADABLE');
  });
});

describe('access', () => {
  it('with a wrong client secret is KEY_REMOTE_REFUSED, and the secret is not told', async () => {
    const peer = await started();
    await writeFile(join(folder, 'wrong'), '97531-sai');
    const uri = `csc:${peer.url}?client=${CSC_CLIENT.id}&client-secret=wrong&ca=${paths.root.certificate}`;
    const error: unknown = await openCsc(uri, undefined, folder).catch((thrown: unknown) => thrown);
    expect(isCongvanError(error, 'KEY_REMOTE_REFUSED')).toBe(true);
    expect(inspect(error, { depth: 10 })).not.toContain('97531');
  });

  it('whose token has ended asks for a new one, once', async () => {
    const peer = await started({ fault: 'expired-token' });
    await open(peer);
    expect(methods(peer)).toEqual(['oauth2/token', 'credentials/info', 'oauth2/token', 'credentials/info']);
  });

  it('by refresh token keeps the new one in place of the old, for its owner only', async () => {
    const file = join(folder, 'refresh');
    await writeFile(file, 'token-đầu');
    const peer = await started({ refreshToken: 'token-đầu' });
    await open(peer, null, '&refresh-token=refresh');
    expect(await readFile(file, 'utf8')).toMatch(/^[0-9a-f]{32}$/);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    await open(peer, null, '&refresh-token=refresh');
  });
});

describe('signing', () => {
  it('authorises exactly the hashes that are signed, never the document', async () => {
    const peer = await started();
    const key = await open(peer);
    await key.sign(MESSAGE, 'SHA-256');
    const bodies = peer.calls.slice(-2).map(({ body }) => JSON.parse(body));
    expect(bodies[0]).toMatchObject({ credentialID: CREDENTIAL, numSignatures: 1 });
    expect(bodies[1].hashes).toEqual(bodies[0].hashes);
    expect(bodies[0].hashAlgorithmOID).toBe('2.16.840.1.101.3.4.2.1');
    expect(peer.calls.map(({ body }) => body).join()).not.toContain(MESSAGE.toString('base64'));
  });

  it('puts what is asked for at once into as few exchanges as the credential allows, by digest', async () => {
    const peer = await started({ multisign: 4 });
    const key = await open(peer);
    const messages = Array.from({ length: 10 }, (_, place) => Buffer.from([place]));
    await Promise.all(messages.map((message, place) => key.sign(message, place < 9 ? 'SHA-256' : 'SHA-512')));
    const sizes = peer.calls
      .filter(({ method }) => method === 'signatures/signHash')
      .map(({ body }) => JSON.parse(body).hashes.length);
    expect(sizes.toSorted()).toEqual([1, 1, 4, 4]);
  });

  it.each<[CscFault, string]>([
    ['wrong-sad', 'KEY_REMOTE_REFUSED'],
    ['no-sad', 'KEY_REMOTE_WRONG'],
    ['fewer-signatures', 'KEY_REMOTE_WRONG'],
    ['more-signatures', 'KEY_REMOTE_WRONG'],
    ['other-key', 'KEY_REMOTE_WRONG'],
    ['other-hash', 'KEY_REMOTE_WRONG'],
    ['not-base64', 'KEY_REMOTE_WRONG'],
    ['no-json', 'KEY_REMOTE_WRONG'],
    ['html', 'KEY_REMOTE_WRONG'],
    ['too-large', 'KEY_REMOTE_WRONG'],
    ['redirects', 'KEY_REMOTE_REFUSED'],
    ['server-error', 'KEY_REMOTE_UNREACHABLE'],
    ['busy', 'KEY_REMOTE_UNREACHABLE'],
    ['cut-off', 'KEY_REMOTE_UNREACHABLE'],
    ['slow', 'KEY_REMOTE_UNREACHABLE'],
  ])('by a service with %s gives no signature: %s', async (fault, code) => {
    const key = await open(await started({ fault }), null, undefined, {
      timeoutMs: fault === 'slow' ? 3000 : 20_000,
    });
    expect(await codeOf(key.sign(MESSAGE, 'SHA-256'))).toBe(code);
  });

  it('by a service that mixes up two signatures gives neither', async () => {
    const key = await open(await started({ fault: 'other-order' }));
    const both = [key.sign(Buffer.from('1'), 'SHA-256'), key.sign(Buffer.from('2'), 'SHA-256')];
    expect(await Promise.all(both.map(codeOf))).toEqual(['KEY_REMOTE_WRONG', 'KEY_REMOTE_WRONG']);
  });

  it('with a digest that the credential does not offer is KEY_OBJECT_UNUSABLE', async () => {
    const key = await open(await started({ credentials: ['keys/ed25519'] }), null, '');
    expect(await codeOf(key.sign(MESSAGE, 'SHA-512'))).toBe('KEY_OBJECT_UNUSABLE');
  });

  it('goes on after a failure', async () => {
    const peer = await started({ factors: ['OTP'] });
    const answers = ['000000', CSC_OTP];
    const askOneTimePassword = async () => new Secret(answers.shift() ?? '');
    const key = await open(peer, null, undefined, { askOneTimePassword });
    expect(await codeOf(key.sign(MESSAGE, 'SHA-256'))).toBe('KEY_OTP_NEEDED');
    expect(await codeOf(key.sign(MESSAGE, 'SHA-256'))).toBe('done');
  });
});

describe('PIN and one-time password', () => {
  it('a wrong PIN is sent once and never again', async () => {
    const peer = await started({ factors: ['PIN'] });
    const key = await open(peer, 'sai');
    expect(await codeOf(key.sign(MESSAGE, 'SHA-256'))).toBe('SIGNING_KEY_LOCKED');
    expect(await codeOf(key.sign(MESSAGE, 'SHA-256'))).toBe('SIGNING_KEY_LOCKED');
    expect(methods(peer).filter((method) => method === 'credentials/authorize')).toHaveLength(1);
  });

  it('a one-time password comes from a file or a person; forty documents ask once', async () => {
    const peer = await started({ factors: ['PIN', 'OTP'], multisign: 40 });
    const fromFile = await open(peer, CSC_PIN, `&credential=${CREDENTIAL}&otp=otp`);
    expect(await codeOf(fromFile.sign(MESSAGE, 'SHA-256'))).toBe('done');
    let asked = 0;
    const askOneTimePassword = async () => {
      asked += 1;
      return new Secret(CSC_OTP);
    };
    const key = await open(peer, CSC_PIN, undefined, { askOneTimePassword });
    await Promise.all(Array.from({ length: 40 }, () => key.sign(randomBytes(20), 'SHA-256')));
    expect(asked).toBe(1);
  });

  it('is not needed to show the credential, which then signs nothing', async () => {
    const peer = await started({ factors: ['PIN'] });
    expect(await codeOf(open(peer))).toBe('SIGNING_KEY_LOCKED');
    const key = await open(peer, null, undefined, { toShow: true });
    expect(key.certificateChain).toHaveLength(2);
    expect(await codeOf(key.sign(MESSAGE, 'SHA-256'))).toBe('SIGNING_KEY_LOCKED');
    expect(methods(peer)).not.toContain('credentials/authorize');
  });

  it('without anybody to ask is KEY_OTP_NEEDED, and nothing is sent', async () => {
    const peer = await started({ factors: ['OTP'] });
    const key = await open(peer);
    expect(await codeOf(key.sign(MESSAGE, 'SHA-256'))).toBe('KEY_OTP_NEEDED');
    expect(methods(peer)).not.toContain('credentials/authorize');
  });

  it('where either is enough, the PIN is sent', async () => {
    const peer = await started({ factors: ['OTP', 'PIN'], expression: 'PIN OR OTP' });
    const key = await open(peer, CSC_PIN);
    expect(await codeOf(key.sign(MESSAGE, 'SHA-256'))).toBe('done');
  });
});
