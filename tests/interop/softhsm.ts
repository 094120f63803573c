/** Tokens of SoftHSM in a folder of their own, filled with keys of the development PKI. */
import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { filesOf, paths } from '../../certs-dev/paths.ts';
import { newCryptoki } from '../../src/adapters/pkcs11/library.ts';
import { requireTool, run } from './tool.ts';

export const PIN = '2468-mật';

const LIBRARIES = ['/usr/lib/softhsm/libsofthsm2.so', '/usr/lib64/pkcs11/libsofthsm2.so'];

export interface TokenKey {
  /** Of the development PKI. */
  readonly id: string;
  readonly label: string;
  /** CKA_ID, hexadecimal. */
  readonly ckaId: string;
}

/** @returns the library; undefined when SoftHSM is not installed, which in CI is an error */
export function softHsm(): string | undefined {
  const library = LIBRARIES.find((path) => existsSync(path));
  const tools = ['softhsm2-util', 'pkcs11-tool'].map(requireTool);
  if (library === undefined || tools.includes(undefined)) return undefined;
  return hasBinding() ? library : undefined;
}

/** pkcs11js is optional: compiled on installing, where there is a compiler. */
function hasBinding(): boolean {
  try {
    newCryptoki();
    return true;
  } catch (error) {
    if (process.env.CI) throw error;
    process.stderr.write('skipped: pkcs11js was not built\n');
    return false;
  }
}

/** Tells the library where its tokens are. Before it is loaded: it reads the environment once. */
export async function useSoftHsmIn(folder: string): Promise<void> {
  await mkdir(join(folder, 'tokens'), { recursive: true });
  const conf = join(folder, 'softhsm2.conf');
  await writeFile(conf, `directories.tokendir = ${join(folder, 'tokens')}\nlog.level = ERROR\n`);
  process.env.SOFTHSM2_CONF = conf;
}

export async function newToken(label: string): Promise<void> {
  await succeed(
    'softhsm2-util',
    '--init-token',
    '--free',
    '--label',
    label,
    '--pin',
    PIN,
    '--so-pin',
    '1357',
  );
}

/** @returns the serial of each token that there is, by slot */
export async function tokens(): Promise<readonly { readonly slot: string; readonly serial: string }[]> {
  const says = await succeed('softhsm2-util', '--show-slots');
  return [...says.matchAll(/Slot (\d+)[\s\S]*?Serial number: +(\S*)\n/g)].flatMap(
    ([, slot = '', serial = '']) => (serial === '' ? [] : [{ slot, serial }]),
  );
}

/** @param where `['--token', label]` or `['--slot', number]` */
export async function importKey(where: readonly [string, string], key: TokenKey): Promise<void> {
  const files = filesOf(key.id);
  const named = ['--label', key.label, '--id', key.ckaId];
  await succeed('softhsm2-util', '--import', files.key, ...where, ...named, '--pin', PIN);
}

/** @param where `['--token-label', label]` or `['--slot', number]` */
export async function importCertificate(
  library: string,
  where: readonly [string, string],
  key: TokenKey,
): Promise<void> {
  const der = filesOf(key.id).certificateDer;
  const named = ['--label', key.label, '--id', key.ckaId];
  const writing = ['--write-object', der, '--type', 'cert', ...named];
  await succeed('pkcs11-tool', '--module', library, ...where, '--login', '--pin', PIN, ...writing);
}

export async function importIssuer(library: string, where: readonly [string, string]): Promise<void> {
  const writing = [
    '--write-object',
    paths.issuingCa.certificateDer,
    '--type',
    'cert',
    '--label',
    'CA',
    '--id',
    'ff',
  ];
  await succeed('pkcs11-tool', '--module', library, ...where, '--login', '--pin', PIN, ...writing);
}

/** The folders of all tokens go: what pulling a token out of its socket is to a process that uses it. */
export async function takeTokensOut(folder: string): Promise<void> {
  await rm(join(folder, 'tokens'), { recursive: true, force: true });
}

async function succeed(name: string, ...args: readonly string[]): Promise<string> {
  const { code, says } = await run(name, args);
  if (code !== 0) throw new Error(`${name} ${args.join(' ')}: ${says}`);
  return says;
}
