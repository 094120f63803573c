import { isCongvanError } from '../../kernel/errors.ts';
import { certificatesOfCades } from '../cades/verifyCades.ts';
import { certificatesOfCms } from '../cms/certificates.ts';
import type { SignatureReport, ValidationReport } from '../report.ts';
import type { JudgingContext } from '../validation/context.ts';
import { reason } from '../validation/reasons.ts';
import { certificatesOfXml } from '../verifyXml.ts';
import { worstIndication } from '../worstIndication.ts';
import { type Bindings, bindingsOf } from './bindings.ts';
import { carriedMaterial, joined } from './carried.ts';
import { type AsicContainer, type ContainerFinding, doubt, fail, openContainer, tell } from './container.ts';
import { fileListFindings } from './fileList.ts';
import { judgeCades } from './judgeCades.ts';
import type { JudgedEntry } from './judgedEntry.ts';
import { judgeTimestamps } from './judgeTimestamps.ts';
import { type JudgedXades, judgeXades } from './judgeXades.ts';

export interface VerifyAsicContext extends JudgingContext {
  /** For the report; not opened. */
  readonly file: string;
}

/**
 * Judges an ASiC-S or ASiC-E container (EN 319 162-1): every signature and timestamp in it, the files each of them
 * covers by name, and the container as a whole. It is unchanged only if every file is covered by an intact signature
 * and nothing else is inside. In an ASiC-E a file that nobody signed leaves the container INDETERMINATE; an ASiC-S must
 * hold exactly one file. Names, times and owners that ZIP keeps beside the bytes are signed by nobody. Pure.
 * @throws ZIP_DAMAGED, ZIP_AMBIGUOUS, ZIP_UNSUPPORTED, ZIP_LIMIT_EXCEEDED when it cannot be judged at all
 */
export function verifyAsic(bytes: Uint8Array, context: VerifyAsicContext): ValidationReport {
  const container = openContainer(bytes);
  const bindings = bindingsOf(container);
  const { judged, findings: odd } = judgeAll(container, bindings, context);
  const signatures = judged.map((one) => withUncovered(container, one));
  const findings = [
    ...container.findings,
    ...fileListFindings(container),
    ...bindings.loose.map(({ name }) => doubt(reason('ASIC_ENTRY_UNEXPLAINED', name))),
    ...odd,
    ...shapeFindings(container, bindings),
    ...signatureFindings(signatures),
    ...(signatures.length === 0 ? [] : unsignedFiles(container, judged)),
  ];
  return {
    ...{ file: context.file, kind: 'asic', signatures },
    indication: worstIndication([
      ...(signatures.length === 0 ? (['INDETERMINATE'] as const) : []),
      ...signatures.map(({ indication }) => indication),
      ...findings.map(indicationOf),
    ]),
    documentUnchanged: isUnchanged(signatures, findings),
    reasons: findings.map((finding) => finding.reason),
    policy: context.policy.name,
    at: context.at.toISOString(),
  };
}

/** DER certificates in all signatures and timestamps: what revocation data is to be collected for. */
export function certificatesOfAsic(bytes: Uint8Array): readonly Uint8Array[] {
  const { cades, xades, timestamps } = openContainer(bytes);
  const all = [
    ...xades.flatMap((entry) => certificatesOfXades(entry.bytes)),
    ...cades.flatMap((entry) => certificatesOfCades(entry.bytes)),
    ...timestamps.flatMap((entry) => certificatesOfCms(entry.bytes)),
  ];
  return [...new Map(all.map((der) => [Buffer.from(der).toString('base64'), der])).values()];
}

/** What cannot be read is told when it is judged. */
function certificatesOfXades(bytes: Uint8Array): readonly Uint8Array[] {
  try {
    return certificatesOfXml(bytes);
  } catch (error) {
    if (!isCongvanError(error)) throw error;
    return [];
  }
}

/** What signatures and timestamps carry helps to judge all of them, and is nobody's word for anything. */
function judgeAll(container: AsicContainer, bindings: Bindings, context: JudgingContext): JudgedXades {
  const inFile = carriedMaterial(container);
  const material = joined(context.material, inFile);
  const judging = { ...context, material, inFile, since: new Map<string, Date>() };
  const { judged: timestamps, proofs, since } = judgeTimestamps(container, bindings, judging);
  const cades = container.cades.flatMap((entry) =>
    judgeCades(container, entry, bindings.of(entry), { ...judging, proofs, since }),
  );
  const xades = container.xades.map((entry) => judgeXades(container, entry, { ...judging, proofs, since }));
  return {
    judged: [...cades, ...xades.flatMap((each) => each.judged), ...timestamps],
    findings: xades.flatMap((each) => each.findings),
  };
}

/** One signature may stand for some of the files only: that is told, and no fault of it. */
function withUncovered({ payload }: AsicContainer, { report, covered }: JudgedEntry): SignatureReport {
  if (report.cryptography !== 'INTACT') return report;
  const names = new Set(covered);
  const missing = payload.filter(({ name }) => !names.has(name));
  if (missing.length === 0) return report;
  const told = missing.map(({ name }) => reason('ASIC_FILE_NOT_SIGNED', name));
  return { ...report, coverage: 'PARTIAL', reasons: [...report.reasons, ...told] };
}

/** The signature of an ASiC-S is over its file; only timestamps for archiving may go through a manifest. */
function shapeFindings({ kind, cades }: AsicContainer, bindings: Bindings): readonly ContainerFinding[] {
  const isThroughManifest = cades.some((entry) => bindings.of(entry).kind === 'manifest');
  return kind === 'asics' && isThroughManifest
    ? [fail(reason('ASIC_MIMETYPE_WRONG', 'a signed manifest in ASiC-S'))]
    : [];
}

function signatureFindings(signatures: readonly SignatureReport[]): readonly ContainerFinding[] {
  if (signatures.length === 0) return [tell(reason('ASIC_NO_SIGNATURE'))];
  return signatures.every(isTimestamp) ? [tell(reason('ASIC_TIMESTAMPS_ONLY'))] : [];
}

function isTimestamp({ role }: SignatureReport): boolean {
  return role === 'timestamp';
}

/** A timestamp beside signatures does not stand in for one: anybody can have one made. */
function unsignedFiles(
  { payload }: AsicContainer,
  judged: readonly JudgedEntry[],
): readonly ContainerFinding[] {
  const isStampedOnly = judged.every(({ report }) => isTimestamp(report));
  const standing = judged.filter(({ report }) => isStampedOnly || !isTimestamp(report));
  const intact = standing.filter(({ report }) => report.cryptography === 'INTACT');
  const signed = new Set(intact.flatMap(({ covered }) => covered));
  const unsigned = payload.filter(({ name }) => !signed.has(name));
  return unsigned.map(({ name }) => doubt(reason('ASIC_FILE_UNSIGNED', name)));
}

function indicationOf({ weight }: ContainerFinding) {
  return weight === 'fails' ? 'TOTAL-FAILED' : weight === 'doubts' ? 'INDETERMINATE' : 'TOTAL-PASSED';
}

function isUnchanged(signatures: readonly SignatureReport[], findings: readonly ContainerFinding[]): boolean {
  return (
    signatures.length > 0 &&
    signatures.every(({ cryptography }) => cryptography === 'INTACT') &&
    findings.every(({ weight }) => weight === 'told')
  );
}
