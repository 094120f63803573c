/**
 * Makes `out/` of `pki.ts`. Run it as often as you like: it works only when the declaration or this generator
 * changed, and renews the CRLs when they are half a day old. Two runs at once are safe; `out/pki` is swapped whole.
 */
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { certificateDer } from './certificate.ts';
import { chainOf, crlAt, type Entities, type Entity, loadEntities } from './entity.ts';
import { newKeyPair } from './keys.ts';
import { alone } from './lock.ts';
import { crlOf, filesOf, OUT, PKI_FOLDER } from './paths.ts';
import { certificatePem } from './pem.ts';
import { pkcs12Der } from './pkcs12.ts';
import { issuerIds, PKI, pkcs12Password, specOf } from './pki.ts';

const STAMP = join(PKI_FOLDER, 'stamp');
/** When the CRLs were made: ISO 8601, UTC. */
const CRL_STAMP = join(PKI_FOLDER, 'crl', 'stamp');
const HOUR_MS = 3_600_000;
const CRL_LIFE_MS = 30 * 24 * HOUR_MS;
const CRL_RENEW_MS = 12 * HOUR_MS;

/** The sources that decide what is in `out/`. */
const INPUTS = [
  'certificate.ts',
  'certificateSpec.ts',
  'crl.ts',
  'der.ts',
  'entity.ts',
  'generate.ts',
  'keys.ts',
  'odd.ts',
  'paths.ts',
  'pem.ts',
  'pkcs12.ts',
  'pki.ts',
  'profiles.ts',
  '../src/signing/trust/devRoot.ts',
];

/** Makes sure that `out/` is there and right. @returns what had to be done */
export async function ensurePki(now: Date): Promise<'made' | 'crls-renewed' | 'unchanged'> {
  const wanted = await fingerprintOfInputs();
  if (await isCurrent(wanted, now)) return 'unchanged';
  return alone(join(OUT, '.lock'), async () => {
    if (await isCurrent(wanted, now)) return 'unchanged';
    if ((await textOf(STAMP)) === wanted) {
      await writeCrls(await loadEntities(), PKI_FOLDER, now);
      return 'crls-renewed';
    }
    await makeAll(wanted, now);
    return 'made';
  });
}

async function isCurrent(wanted: string, now: Date): Promise<boolean> {
  const crlsMadeAt = Date.parse((await textOf(CRL_STAMP)) ?? '');
  return (await textOf(STAMP)) === wanted && now.getTime() - crlsMadeAt < CRL_RENEW_MS;
}

async function fingerprintOfInputs(): Promise<string> {
  const hash = createHash('sha256');
  for (const name of INPUTS) hash.update(await readFile(new URL(name, import.meta.url)));
  return hash.digest('hex');
}

async function makeAll(stamp: string, now: Date): Promise<void> {
  await removeLeftovers();
  const fresh = join(OUT, `.new-${process.pid}`);
  const entities = await makeEntities();
  for (const entity of entities.values()) await writeEntity(entities, entity, fresh);
  await writeCrls(entities, fresh, now);
  await writeFile(join(fresh, basename(STAMP)), stamp);
  const old = join(OUT, `.old-${process.pid}`);
  await rename(PKI_FOLDER, old).catch(() => undefined);
  await rename(fresh, PKI_FOLDER);
  await rm(old, { recursive: true, force: true });
}

/** What a killed run left behind. Called under the lock, so it belongs to nobody. */
async function removeLeftovers(): Promise<void> {
  const left = (await readdir(OUT)).filter((name) => /^\.(new|old)-/.test(name));
  await Promise.all(left.map((name) => rm(join(OUT, name), { recursive: true, force: true })));
}

/** All keys at once (RSA keys take the time), then the certificates, issuers first. */
async function makeEntities(): Promise<Entities> {
  const ids = Object.keys(PKI);
  const pairs = await Promise.all(ids.map((id) => newKeyPair(specOf(id).key)));
  const keys = new Map(ids.map((id, place) => [id, pairs[place]]));
  const entities = new Map<string, Entity>();
  for (const id of ids) {
    const spec = specOf(id);
    const own = keys.get(id);
    const issuerId = spec.issuer === 'self' ? id : spec.issuer;
    const issuerKeys = keys.get(issuerId);
    const signing = keys.get(spec.signedBy ?? issuerId);
    if (own === undefined || issuerKeys === undefined || signing === undefined) throw new RangeError(id);
    const issuer = { id: issuerId, subject: specOf(issuerId).subject, publicKey: issuerKeys.publicKey };
    const certificate = certificateDer(spec, own, issuer, signing.privateKey);
    entities.set(id, { id, spec, keys: own, certificate });
  }
  return entities;
}

async function writeEntity(entities: Entities, entity: Entity, folder: string): Promise<void> {
  const files = filesOf(entity.id);
  const chain = chainOf(entities, entity).map(({ certificate }) => certificate);
  const password = pkcs12Password(entity.id);
  const { privateKey } = entity.keys;
  const contents: readonly (readonly [string, string | Buffer])[] = [
    [files.certificate, certificatePem(entity.certificate)],
    [files.certificateDer, entity.certificate],
    [files.chain, chain.map(certificatePem).join('')],
    [files.key, privateKey.export({ format: 'pem', type: 'pkcs8' })],
    [files.pkcs12, pkcs12Der(privateKey, chain, entity.id, password)],
    [files.pkcs12Password, password],
  ];
  await mkdir(join(folder, entity.id), { recursive: true });
  for (const [path, content] of contents) {
    await writeFile(join(folder, relative(PKI_FOLDER, path)), content, { mode: 0o600 });
  }
}

/** Each file by rename, the stamp last: a run that is killed between them is repeated. */
async function writeCrls(entities: Entities, folder: string, now: Date): Promise<void> {
  const write = async (path: string, content: string | Buffer) => {
    const target = join(folder, relative(PKI_FOLDER, path));
    await mkdir(dirname(target), { recursive: true });
    await writeFile(`${target}.new`, content);
    await rename(`${target}.new`, target);
  };
  for (const id of issuerIds()) await write(crlOf(id), crlAt(entities, id, now, CRL_LIFE_MS));
  await write(CRL_STAMP, now.toISOString());
}

function textOf(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch(() => undefined);
}

if (import.meta.main) {
  const started = performance.now();
  const outcome = await ensurePki(new Date());
  if (outcome !== 'unchanged') {
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    process.stderr.write(`certs-dev: ${outcome} in ${seconds} s: ${PKI_FOLDER}\n`);
  }
}
