import type { DetachedContent } from '../cades/verifyCades.ts';
import { verifyCades } from '../cades/verifyCades.ts';
import type { SignatureReport } from '../report.ts';
import type { ZipEntry } from '../zip/readZip.ts';
import type { Binding } from './bindings.ts';
import type { AsicContainer } from './container.ts';
import { coverageOf, digestOfEntry, withFailures } from './coverage.ts';
import { type EntryContext, type JudgedEntry, wholeFiles } from './judgedEntry.ts';

/** Judges a CMS signature over the file or the manifest it is bound to: each of its signers. */
export function judgeCades(
  container: AsicContainer,
  signature: ZipEntry,
  binding: Binding,
  context: EntryContext,
): readonly JudgedEntry[] {
  const { material, trust, policy, at, existence } = context;
  const provenAt = existence.of(signature.name);
  const { signatures } = verifyCades(signature.bytes, {
    ...{ material, trust, policy, at, file: signature.name, content: contentOf(binding) },
    ...(provenAt === undefined ? {} : { provenAt }),
  });
  return signatures.map((report) => {
    const time = report.bestTime === null ? at : new Date(report.bestTime);
    const { covered, failures } = coverageOf(container, binding, { policy, time, mayCoverMeta: false });
    const told = { ...withArchive(report, provenAt), signed: wholeFiles(covered) };
    return { report: withFailures(told, failures), covered };
  });
}

function contentOf(binding: Binding): DetachedContent {
  if (binding.kind === 'none') return { name: '', digest: () => new Uint8Array() };
  const { entry } = binding;
  return { name: entry.name, digest: (algorithm) => digestOfEntry(entry, algorithm) };
}

/** A signature with its validation material inside, under an accepted archive timestamp, is B-LTA. */
function withArchive(report: SignatureReport, provenAt: Date | undefined): SignatureReport {
  return provenAt !== undefined && report.level === 'B-LT' ? { ...report, level: 'B-LTA' } : report;
}
