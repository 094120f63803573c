/** The same work by programs that others wrote, as far as they are installed. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SignPdf } from '@signpdf/signpdf';
import { Signer } from '@signpdf/utils';
import forge from 'node-forge';
import { filesOf } from '../../certs-dev/paths.ts';
import { dictionaryOnly } from './placeholder.ts';
import { perSecond } from './rate.ts';

const PYHANKO = join(tmpdir(), 'congvan-pyhanko-0.38.0', 'bin', 'python');
const SCRIPT = join(import.meta.dirname, 'signByPyhanko.py');

/** Per second of processor time; undefined when pyHanko is not installed (`tests/interop/pyhanko.ts` does that). */
export function byPyhanko(letter: Uint8Array, signer: string): number | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'congvan-bench-'));
  try {
    const file = join(folder, 'letter.pdf');
    writeFileSync(file, letter);
    const { key, certificate, chain } = filesOf(signer);
    const says = execFileSync(PYHANKO, [SCRIPT, file, key, certificate, chain, '5'], { stdio: 'pipe' });
    return Number(says.toString('utf8'));
  } catch {
    return undefined;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What `P12Signer` of `@signpdf/signer-p12` does: PKCS#7 by node-forge, the private key too. RSA only. */
class ForgeSigner extends Signer {
  readonly #certificates: readonly forge.pki.Certificate[];
  readonly #key: forge.pki.rsa.PrivateKey;

  constructor(signer: string) {
    super();
    const { key, chain } = filesOf(signer);
    const pem = readFileSync(chain, 'utf8').match(/-----BEGIN CERT[\s\S]+?-----END CERTIFICATE-----/g) ?? [];
    this.#certificates = pem.map((one) => forge.pki.certificateFromPem(one));
    this.#key = forge.pki.privateKeyFromPem(readFileSync(key, 'utf8'));
  }

  override async sign(covered: Buffer): Promise<Buffer> {
    const signed = forge.pkcs7.createSignedData();
    signed.content = forge.util.createBuffer(covered.toString('binary'));
    for (const certificate of this.#certificates) signed.addCertificate(certificate);
    const { sha256 = '', contentType = '', data = '', messageDigest = '', signingTime = '' } = forge.pki.oids;
    const [certificate] = this.#certificates;
    if (certificate === undefined) throw new Error('no certificate in the container');
    signed.addSigner({
      key: this.#key,
      certificate,
      digestAlgorithm: sha256,
      authenticatedAttributes: [
        { type: contentType, value: data },
        { type: signingTime, value: new Date().toISOString() },
        { type: messageDigest },
      ],
    });
    signed.sign({ detached: true });
    return Buffer.from(forge.asn1.toDer(signed.toAsn1()).getBytes(), 'binary');
  }
}

/** The placeholder is there already: only ByteRange, digest, key and insertion are measured. */
export async function bySignpdf(letter: Uint8Array, signer: string): Promise<number> {
  const prepared = dictionaryOnly(letter);
  const forged = new ForgeSigner(signer);
  return await perSecond(() => new SignPdf().sign(prepared, forged));
}
