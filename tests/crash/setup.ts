/** What the three parties of the crash harness share: development keys, address book, judging, and a simple sealed form. */
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type CertificateFiles, crlOf, paths } from '../../certs-dev/paths.ts';
import { openKeyfile } from '../../src/adapters/keyfile/signerKey.ts';
import type { AgencyEntry, Directory } from '../../src/exchange/directory.ts';
import { directoryOf } from '../../src/exchange/directoryDocument.ts';
import type { ReceiptSigner, ReceiptVerifier } from '../../src/exchange/receipt.ts';
import type { EnvelopeSeal, SealedEnvelope } from '../../src/exchange/seal.ts';
import { receiptSigner, receiptVerifier } from '../../src/flow/receipts.ts';
import { canonicalJsonBytes } from '../../src/kernel/canonicalJson.ts';
import { systemClock } from '../../src/kernel/clock.ts';
import { type Digest, sha256 } from '../../src/kernel/digest.ts';
import type { AgencyCode } from '../../src/kernel/ids.ts';
import { DEFAULT_POLICY } from '../../src/signing/policy/policy.ts';
import type { RevocationSource } from '../../src/signing/revocationSource.ts';
import { loadTrustStore } from '../../src/signing/trust/trustStore.ts';

export const SENDER = paths.taiChinh.code as AgencyCode;
export const RECEIVER = paths.noiVu.code as AgencyCode;

export const AGENCY = { [SENDER]: paths.taiChinh, [RECEIVER]: paths.noiVu };

export function agencyFilesOf(code: AgencyCode) {
  const files = AGENCY[code];
  if (files === undefined) throw new RangeError(code);
  return files;
}

export const pem = (path: string) => readFileSync(path, 'utf8');
export const rootPem = () => pem(paths.root.certificate);

function spkiOf(files: CertificateFiles): Digest {
  const { publicKey } = new X509Certificate(pem(files.certificate));
  return sha256(publicKey.export({ type: 'spki', format: 'der' }));
}

export function addressBook(): Directory {
  const entries: AgencyEntry[] = [paths.taiChinh, paths.noiVu].map((files) => ({
    code: files.code as AgencyCode,
    code102: files.code102 as AgencyCode,
    name: files.name,
    active: true,
    tlsKeys: [spkiOf(files.tls)],
    sealKeys: [spkiOf(files.seal)],
  }));
  return directoryOf(entries);
}

/** Revocation lists as they lie on the disk: the harness is about the exchange, not about responders. */
function listsOnDisk(): RevocationSource {
  const lists = new Map(
    [paths.root, paths.issuingCa].map((files) => [
      sha256(readFileSync(files.certificateDer)),
      readFileSync(crlOf(files.id)),
    ]),
  );
  return {
    async evidenceFor(_certificate, issuer) {
      const der = lists.get(sha256(issuer));
      return der === undefined ? [] : [{ kind: 'crl', der, fetchedAt: systemClock.now(), source: null }];
    },
  };
}

export function verifier(directory: Directory): ReceiptVerifier {
  const root = { name: 'root', bytes: readFileSync(paths.root.certificate) };
  const revocation = listsOnDisk();
  const judging = {
    clock: systemClock,
    trust: loadTrustStore([root], { dev: true }),
    policy: DEFAULT_POLICY,
    revocation,
    keptRevocation: revocation,
    intermediates: [readFileSync(paths.issuingCa.certificateDer)],
  };
  return receiptVerifier(judging, directory, [spkiOf(paths.axis.seal)]);
}

export async function signer(files: CertificateFiles): Promise<ReceiptSigner> {
  const key = await openKeyfile(`keyfile:${files.key}?cert=${files.chain}`, undefined);
  return receiptSigner(key, systemClock);
}

/** The harness's sealed form: what the seal proves as canonical JSON, with a detached CAdES by the agency's seal key. */
export async function seal(sealed: SealedEnvelope, by: ReceiptSigner): Promise<Uint8Array> {
  const statement = canonicalJsonBytes({ ...sealed, parts: sealed.parts.map((part) => ({ ...part })) });
  const signature = Buffer.from(await by.sign(statement)).toString('base64');
  return canonicalJsonBytes({ sealed: statement.toString('utf8'), signature });
}

export function envelopeSeal(directory: Directory): EnvelopeSeal {
  const judge = verifier(directory);
  return {
    async verify(bytes) {
      const { sealed, signature } = JSON.parse(Buffer.from(bytes).toString('utf8'));
      const value: SealedEnvelope = JSON.parse(sealed);
      const by = { kind: 'agency', code: value.sender } as const;
      const verdict = await judge.verify(Buffer.from(sealed, 'utf8'), Buffer.from(signature, 'base64'), by);
      return verdict.kind === 'valid'
        ? { kind: 'verified', sealed: value }
        : { kind: 'refused', code: verdict.code, text: verdict.text };
    },
  };
}
