import { isCongvanError } from '../../kernel/errors.ts';
import type { SignatureReport } from '../report.ts';
import { reason } from '../validation/reasons.ts';
import { verifyXml } from '../verifyXml.ts';
import type { ZipEntry } from '../zip/readZip.ts';
import { type AsicContainer, type ContainerFinding, doubt, fail, isMeta } from './container.ts';
import type { EntryContext, JudgedEntry } from './judgedEntry.ts';
import { namedFile } from './references.ts';

export interface JudgedXades {
  readonly judged: readonly JudgedEntry[];
  readonly findings: readonly ContainerFinding[];
}

/**
 * Judges the XML signatures in one file of a container (EN 319 162-1 §4.3.3.3, §4.4.3.3): their references name files
 * of the container; one that names none makes the container doubtful, one that must not be there makes it fail. What
 * else stands in the XML is signed, or the file is not explained.
 */
export function judgeXades(container: AsicContainer, entry: ZipEntry, context: EntryContext): JudgedXades {
  const problems = new Map<string, ContainerFinding>();
  try {
    const { signatures, documentUnchanged } = verifyXml(entry.bytes, {
      ...{ ...context, file: entry.name },
      resolve: (uri) => resolved(container, uri, problems),
    });
    const isIntact = signatures.every(({ cryptography }) => cryptography === 'INTACT');
    const isOdd = signatures.length === 0 || (isIntact && !documentUnchanged);
    const odd = isOdd ? [doubt(reason('ASIC_ENTRY_UNEXPLAINED', entry.name))] : [];
    const judged = signatures.map((report) => ({ report, covered: coveredBy(container, report) }));
    return { judged, findings: [...problems.values(), ...odd] };
  } catch (error) {
    if (!isCongvanError(error)) throw error;
    const why = reason('ASIC_XADES_MALFORMED', `${entry.name}: ${error.message}`);
    return { judged: [], findings: [fail(why)] };
  }
}

/** A signature stands for files of the container, never for what is in META-INF. */
function resolved(
  { entries }: AsicContainer,
  uri: string,
  problems: Map<string, ContainerFinding>,
): Uint8Array | undefined {
  const named = namedFile(entries, uri);
  if (named.kind === 'file' && !isMeta(named.entry.name)) return named.entry.bytes;
  const isMissing = named.kind === 'none' && named.reason.code === 'ASIC_FILE_MISSING';
  const why = named.kind === 'none' ? named.reason : reason('ASIC_REFERENCE_FORBIDDEN', uri);
  problems.set(uri, isMissing ? doubt(why) : fail(why));
  return undefined;
}

function coveredBy({ entries }: AsicContainer, { signed = [] }: SignatureReport): readonly string[] {
  return signed.flatMap(({ name, extent }) => {
    const named = extent === 'WHOLE' && isOutside(name) ? namedFile(entries, name) : undefined;
    return named?.kind === 'file' ? [named.entry.name] : [];
  });
}

/** Not the XML of the signature itself, nor an element of it. */
function isOutside(uri: string): boolean {
  return uri !== '' && !uri.startsWith('#');
}
