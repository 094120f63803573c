import { readFile, stat } from 'node:fs/promises';
import { CongvanError } from '../../kernel/errors.ts';
import type { RevocationEvidence, RevocationSource } from '../../signing/revocationSource.ts';

/**
 * Revocation lists that lie on the disk, for installations without a way to the issuer's servers and for auditors.
 * Every list is offered for every certificate; which one speaks of it is the judgement's business.
 * @param paths absolute paths of DER `CertificateList` files
 * @throws FILE_NOT_FOUND at once, not when it is asked
 */
export async function revocationFiles(paths: readonly string[]): Promise<RevocationSource> {
  const lists = await Promise.all(paths.map(readList));
  return { evidenceFor: async () => lists };
}

async function readList(path: string): Promise<RevocationEvidence> {
  try {
    const { mtime } = await stat(path);
    return { kind: 'crl', der: await readFile(path), fetchedAt: mtime, source: path };
  } catch (cause) {
    throw new CongvanError('FILE_NOT_FOUND', { where: path, cause });
  }
}

/** Asks several sources at once and gives all their answers. */
export function allSources(sources: readonly RevocationSource[]): RevocationSource {
  return {
    async evidenceFor(certificate, issuer) {
      const answers = await Promise.all(sources.map((source) => source.evidenceFor(certificate, issuer)));
      return answers.flat();
    },
  };
}
