import type { DetachedContent } from '../cades/verifyCades.ts';
import { verifyCades } from '../cades/verifyCades.ts';
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
  const { policy, at, since } = context;
  const provenAt = since.get(signature.name);
  const { signatures } = verifyCades(signature.bytes, {
    ...{ ...context, file: signature.name, content: contentOf(binding) },
    ...(provenAt === undefined ? {} : { provenAt }),
  });
  return signatures.map((report) => {
    const time = report.bestTime === null ? at : new Date(report.bestTime);
    const { covered, failures } = coverageOf(container, binding, { policy, time, mayCoverMeta: false });
    return { report: withFailures({ ...report, signed: wholeFiles(covered) }, failures), covered };
  });
}

function contentOf(binding: Binding): DetachedContent {
  if (binding.kind === 'none') return { name: '', digest: () => new Uint8Array() };
  const { entry } = binding;
  return { name: entry.name, digest: (algorithm) => digestOfEntry(entry, algorithm) };
}
