import type { Material } from '../material.ts';
import type { JudgingContext } from '../validation/context.ts';
import { earlier, NO_PROOFS, type Proofs, withProven } from '../validation/proofs.ts';
import { objectsInCms, objectsOf } from '../validation/provenObjects.ts';
import { roleWithAct } from './declaredAct.ts';
import { Digester } from './digester.ts';
import { formatOf } from './format.ts';
import type { InspectedSignature, Inspection } from './inspect.ts';
import { judgeContents, type Verdict } from './judgeContents.ts';
import { structureReasons } from './judgeSignature.ts';
import type { PdfDocument } from './read/document.ts';
import { StoreReader } from './validationStore.ts';

export interface Judged {
  readonly inspected: InspectedSignature;
  readonly verdict: Verdict;
}

/** What the document timestamps judged so far prove. */
interface Known {
  readonly proofs: Proofs;
  /** When the signatures before the last of them existed. */
  readonly provenAt: Date | undefined;
}

/**
 * Judges the signatures of a PDF from the newest back (ETSI EN 319 102-1 §5.6.3): a document timestamp that passed
 * proves the signatures of the revisions it covers, and what the store of its own revision holds; nothing that was
 * written later. Only one that covers its revision whole, and whose place in the file is in order, proves anything.
 * Material: the context's, the newest store's, and that of each revision a document timestamp was made for.
 */
export function judgeSignatures(
  pdf: PdfDocument,
  inspection: Inspection,
  context: JudgingContext,
): readonly Judged[] {
  const stores = new StoreReader(context.at);
  const digester = new Digester(pdf.bytes.length);
  const storeOf = ({ signature }: InspectedSignature) => stores.materialOf(pdf.at(signature.revision));
  const stamps = inspection.signatures.filter(isTimestamp);
  const inFile = joined([stores.materialOf(pdf), ...stamps.map(storeOf)]);
  const material = isEmpty(inFile) ? context.material : joined([context.material, inFile]);
  let known: Known = { proofs: context.proofs ?? NO_PROOFS, provenAt: undefined };
  const newestFirst = inspection.signatures.toReversed().map((inspected) => {
    const { proofs, provenAt } = known;
    const judging = {
      ...context,
      digester,
      material,
      inFile,
      proofs,
      ...(provenAt === undefined ? {} : { provenAt }),
    };
    const verdict = withAct(inspected, judgeContents(inspected, judging));
    known = withTimestamp(known, inspected, verdict, () => [
      ...objectsOf(storeOf(inspected)),
      ...inspection.signatures.filter((one) => isBefore(one, inspected)).flatMap(objectsInSignature),
    ]);
    return { inspected, verdict };
  });
  return newestFirst.toReversed();
}

/** An agency's signature may declare that it is on an attachment or a copy. */
function withAct({ signature, coverage }: InspectedSignature, verdict: Verdict): Verdict {
  const role = roleWithAct(verdict.role, signature.dict, coverage.coverage !== 'PARTIAL');
  return { ...verdict, role };
}

function isTimestamp({ signature }: InspectedSignature): boolean {
  return formatOf(signature.subFilter) === 'ETSI.RFC3161';
}

function isBefore(one: InspectedSignature, other: InspectedSignature): boolean {
  return one.signature.revision < other.signature.revision;
}

function withTimestamp(
  known: Known,
  inspected: InspectedSignature,
  { role, bestTime }: Verdict,
  covers: () => readonly Uint8Array[],
): Known {
  const proves = role === 'timestamp' && bestTime !== null && structureReasons(inspected).length === 0;
  if (!proves) return known;
  const time = new Date(bestTime);
  const { proofs, provenAt } = known;
  return { proofs: withProven(proofs, covers(), time), provenAt: earlier(provenAt, time) };
}

function objectsInSignature({ contents }: InspectedSignature): readonly Uint8Array[] {
  return contents.kind === 'der' ? objectsInCms(contents.der) : [];
}

function isEmpty({ certificates, revocations }: Material): boolean {
  return certificates.length === 0 && revocations.length === 0;
}

/** The stores of several revisions mostly hold the same streams. */
function joined(materials: readonly Material[]): Material {
  return {
    certificates: [...new Set(materials.flatMap(({ certificates }) => certificates))],
    revocations: [...new Set(materials.flatMap(({ revocations }) => revocations))],
  };
}
