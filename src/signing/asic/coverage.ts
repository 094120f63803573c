import { hash } from 'node:crypto';
import { sameBytes } from '../der/values.ts';
import { digestProblem } from '../policy/algorithms.ts';
import type { SignaturePolicy } from '../policy/policy.ts';
import type { Cryptography, Indication, Reason, SignatureReport, SubIndication } from '../report.ts';
import { reason } from '../validation/reasons.ts';
import { worstIndication } from '../worstIndication.ts';
import { DIGESTS, type DigestName } from '../x509/algorithms.ts';
import type { ZipEntry } from '../zip/readZip.ts';
import type { Binding } from './bindings.ts';
import { type AsicContainer, isMeta } from './container.ts';
import type { AsicManifest, DataObjectReference } from './manifest.ts';
import { namedFile } from './references.ts';

/** What keeps a signature from standing for its files. */
export interface Failure {
  readonly indication: Exclude<Indication, 'TOTAL-PASSED'>;
  readonly subIndication: SubIndication;
  readonly cryptography: Cryptography;
  readonly reason: Reason;
}

/** What a manifest covers: files with the digest it states. */
export interface Coverage {
  /** Names of entries. */
  readonly covered: readonly string[];
  readonly failures: readonly Failure[];
}

export interface CoverageRules {
  readonly policy: SignaturePolicy;
  /** The time at which digests must have been allowed, UTC. */
  readonly time: Date;
  /** A timestamp may cover signatures and manifests; a signature stands for the files of the container only. */
  readonly mayCoverMeta: boolean;
}

/** What a signature or timestamp over this binding stands for, the manifest included; that it is intact is for others. */
export function coverageOf(container: AsicContainer, binding: Binding, rules: CoverageRules): Coverage {
  if (binding.kind === 'none') return { covered: [], failures: [formatFailure(binding.reason)] };
  const { name } = binding.entry;
  if (binding.kind === 'file') return { covered: [name], failures: [] };
  if (binding.manifest === null) {
    return { covered: [], failures: [formatFailure(reason('ASIC_MANIFEST_MALFORMED', name))] };
  }
  const { covered, failures } = manifestCoverage(container, binding.manifest, rules);
  return { covered: [name, ...covered], failures };
}

/** Looks up and digests every file a manifest refers to. */
function manifestCoverage(container: AsicContainer, manifest: AsicManifest, rules: CoverageRules): Coverage {
  const covered: string[] = [];
  const failures: Failure[] = [];
  for (const reference of manifest.references) {
    const named = namedFile(container.entries, reference.uri);
    const found = named.kind === 'none' ? [unnamed(named.reason)] : failuresOf(named.entry, reference, rules);
    failures.push(...found);
    if (named.kind === 'file' && found.every(isCovering)) covered.push(named.entry.name);
  }
  return { covered, failures };
}

/** A digest the policy doubts still covers the file. */
function isCovering({ cryptography }: Failure): boolean {
  return cryptography === 'INTACT';
}

function unnamed(why: Reason): Failure {
  return why.code === 'ASIC_FILE_MISSING' ? missingFile(why) : formatFailure(why);
}

function missingFile(why: Reason): Failure {
  return {
    ...{ indication: 'INDETERMINATE', subIndication: 'SIGNED_DATA_NOT_FOUND', cryptography: 'UNSUPPORTED' },
    reason: why,
  };
}

function formatFailure(why: Reason): Failure {
  return {
    ...{ indication: 'TOTAL-FAILED', subIndication: 'FORMAT_FAILURE', cryptography: 'BROKEN' },
    reason: why,
  };
}

function failuresOf(
  entry: ZipEntry,
  { digest, algorithm, value, uri }: DataObjectReference,
  { policy, time, mayCoverMeta }: CoverageRules,
): readonly Failure[] {
  if (isMeta(entry.name) && !mayCoverMeta) return [formatFailure(reason('ASIC_REFERENCE_FORBIDDEN', uri))];
  const base = { indication: 'INDETERMINATE', subIndication: 'CRYPTO_CONSTRAINTS_FAILURE' } as const;
  if (digest === undefined) {
    return [{ ...base, cryptography: 'UNSUPPORTED', reason: reason('ASIC_DIGEST_UNSUPPORTED', algorithm) }];
  }
  if (!sameBytes(digestOfEntry(entry, digest), value)) {
    const why = reason('ASIC_FILE_CHANGED', entry.name);
    return [
      { indication: 'TOTAL-FAILED', subIndication: 'HASH_FAILURE', cryptography: 'BROKEN', reason: why },
    ];
  }
  const weak = digestProblem(policy, digest, time);
  if (weak === undefined) return [];
  return [{ ...base, subIndication: weak.subIndication, cryptography: 'INTACT', reason: weak.reason }];
}

const digests = new WeakMap<ZipEntry, Map<DigestName, Buffer>>();

/** Once per entry and algorithm: many signatures may cover the same large file. */
export function digestOfEntry(entry: ZipEntry, algorithm: DigestName): Buffer {
  const known = digests.get(entry) ?? new Map<DigestName, Buffer>();
  digests.set(entry, known);
  const digest = known.get(algorithm) ?? hash(DIGESTS[algorithm].node, entry.bytes, 'buffer');
  known.set(algorithm, digest);
  return digest;
}

const UNCHECKED_FIRST: readonly Cryptography[] = ['BROKEN', 'UNSUPPORTED', 'INTACT'];

/** The report of a signature, made worse by what is wrong with the files it stands for. */
export function withFailures(report: SignatureReport, failures: readonly Failure[]): SignatureReport {
  if (failures.length === 0) return report;
  const indication = worstIndication([report.indication, ...failures.map((failure) => failure.indication)]);
  const isOwn = report.indication === indication && report.subIndication !== null;
  const first = failures.find((failure) => failure.indication === indication);
  const found = [report.cryptography, ...failures.map(({ cryptography }) => cryptography)];
  const cryptography = UNCHECKED_FIRST.find((each) => found.includes(each)) ?? 'BROKEN';
  return {
    ...report,
    ...{ indication, cryptography },
    subIndication: isOwn ? report.subIndication : (first?.subIndication ?? report.subIndication),
    coverage: cryptography === 'INTACT' ? report.coverage : 'PARTIAL',
    modifications: cryptography === 'INTACT' ? report.modifications : 'UNKNOWN',
    reasons: [...report.reasons, ...failures.map((failure) => failure.reason)],
  };
}
