/**
 * Makes `tests/fixtures/keys`: PKCS#12 files in every form in which OpenSSL writes them, for three kinds of key. Run by
 * hand, `node tests/generate/keyFiles.ts`; needs OpenSSL 3 with its legacy provider. The keys are of nobody.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const OUT = fileURLToPath(new URL('../fixtures/keys/', import.meta.url));

const KINDS: readonly (readonly [name: string, ...algorithm: readonly string[]])[] = [
  ['rsa2048', 'rsa:2048'],
  ['rsa3072', 'rsa:3072'],
  ['p256', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256'],
];

const PBES1 = ['-certpbe', 'PBE-SHA1-3DES', '-keypbe', 'PBE-SHA1-3DES', '-macalg', 'sha1'];
/** Name, options of `openssl pkcs12 -export`, password. */
const FORMS: readonly (readonly [string, readonly string[], string])[] = [
  ['default', [], 'changeit'],
  ['legacy-rc2', ['-legacy'], 'changeit'],
  ['3des-sha1', PBES1, 'changeit'],
  ['empty-password', [], ''],
  ['empty-password-legacy', ['-legacy'], ''],
  ['no-mac-plain', ['-nomac', '-certpbe', 'NONE', '-keypbe', 'NONE'], ''],
  ['sha512-mac', ['-macalg', 'sha512', '-iter', '100000'], 'changeit'],
  ['vietnamese-password', [], 'mật khẩu'],
  ['vietnamese-password-3des', PBES1, 'mật khẩu'],
];

const openssl = (...args: readonly string[]) => execFileSync('openssl', args, { stdio: 'ignore' });

mkdirSync(OUT, { recursive: true });
const work = mkdtempSync(join(tmpdir(), 'key-files-'));
for (const [kind, ...algorithm] of KINDS) {
  const key = join(work, 'key.pem');
  const certificate = join(OUT, `${kind}.crt`);
  const subject = `/C=VN/O=Khóa thử của congvan/CN=${kind}`;
  openssl(
    ...['req', '-x509', '-utf8', '-newkey', ...algorithm, '-noenc', '-keyout', key, '-out', certificate],
    ...['-subj', subject, '-days', '36500'],
  );
  for (const [form, options, password] of FORMS) {
    openssl(
      ...['pkcs12', '-export', '-inkey', key, '-in', certificate, '-name', 'Khóa thử', ...options],
      ...['-passout', `pass:${password}`, '-out', join(OUT, `${kind}-${form}.p12`)],
    );
  }
}
rmSync(work, { recursive: true });
