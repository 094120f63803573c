import { hash } from 'node:crypto';
import { withMaterial } from '../cades/extendCades.ts';
import { cadesLevels, lastingSignature } from '../cades/levels.ts';
import { oneSignerEach } from '../cades/signers.ts';
import { parseSignedData } from '../cms/parse.ts';
import type { AskForTimestamp, LevelForm, WithMaterial } from '../lasting/form.ts';
import { authoritySubjects, type LastingSignature, missingIn, timeOf } from '../lasting/missing.ts';
import type { Material } from '../material.ts';
import type { SignatureReport } from '../report.ts';
import type { JudgingContext } from '../validation/context.ts';
import { signatureCount } from '../verifyXml.ts';
import type { DigestName } from '../x509/algorithms.ts';
import { xadesLevels } from '../xml/xadesLevels.ts';
import type { ZipEntry } from '../zip/readZip.ts';
import { writeZip, type ZipPart } from '../zip/writeZip.ts';
import { archiveAddition } from './archiveManifest.ts';
import { type Bindings, bindingsOf } from './bindings.ts';
import { carriedMaterial, joined } from './carried.ts';
import { type AsicContainer, isMeta, openContainer } from './container.ts';
import { digestOfEntry } from './coverage.ts';
import { judgeTimestamps } from './judgeTimestamps.ts';
import { namedFile } from './references.ts';

/**
 * Levels of a container (EN 319 162-1 §5): each signature gets timestamp and material as it would outside. Over an
 * ASiC-E with CAdES comes an ASiCArchiveManifest with its timestamp; the signature of an ASiC-S and XAdES get their
 * archive timestamps inside. What an archive manifest covers is not touched again: what is missing then goes into the
 * newest timestamp, which nothing covers yet. Dates and owners that ZIP keeps are not kept.
 */
export const ASIC_LEVELS: LevelForm = {
  timed: async (bytes, reports, ask) => {
    const { container, signed } = taken(bytes, reports);
    const open = signed.filter(({ isCovered }) => !isCovered);
    const changed = new Map<string, Uint8Array>();
    for (const { entry, form, judged } of open) {
      changed.set(entry.name, await form.timed(entry.bytes, judged, ask));
    }
    return rewritten(bytes, container, changed);
  },
  lasting,
  archived: async (bytes, ask) => {
    const { container, signed } = taken(bytes, []);
    if (isArchivedByManifest(container)) return await withArchiveManifest(container, ask);
    const changed = new Map<string, Uint8Array>();
    for (const { entry, form } of signed) changed.set(entry.name, await form.archived(entry.bytes, ask));
    return rewritten(bytes, container, changed);
  },
};

/** A signature file of a container. */
interface SignedEntry {
  readonly entry: ZipEntry;
  readonly kind: 'cades' | 'xades';
  readonly form: LevelForm;
  /** Reports about its signatures. */
  readonly judged: readonly SignatureReport[];
  /** An archive manifest holds its digest. */
  readonly isCovered: boolean;
}

interface Taken {
  readonly container: AsicContainer;
  readonly bindings: Bindings;
  readonly covered: ReadonlySet<string>;
  readonly signed: readonly SignedEntry[];
}

/** @param reports in the order of `verifyAsic`: CMS signatures, XML signatures, timestamps */
function taken(bytes: Uint8Array, reports: readonly SignatureReport[]): Taken {
  const container = openContainer(bytes);
  const bindings = bindingsOf(container);
  const covered = coveredNames(container, bindings);
  let at = 0;
  const next = (count: number) => {
    at += count;
    return reports.slice(at - count, at);
  };
  const cades = container.cades.map((entry): SignedEntry => {
    const judged = next(oneSignerEach(entry.bytes).length);
    const form = cadesLevels(contentOf(bindings, entry));
    return { entry, kind: 'cades', form, judged, isCovered: covered.has(entry.name) };
  });
  const xades = container.xades.map((entry): SignedEntry => {
    const judged = next(signatureCount(entry.bytes));
    const form = xadesLevels((uri) => outside(container, uri));
    return { entry, kind: 'xades', form, judged, isCovered: covered.has(entry.name) };
  });
  return { container, bindings, covered, signed: [...cades, ...xades] };
}

function contentOf(bindings: Bindings, signature: ZipEntry) {
  const binding = bindings.of(signature);
  if (binding.kind === 'none') return undefined;
  const { entry } = binding;
  return { name: entry.name, digest: (algorithm: DigestName) => digestOfEntry(entry, algorithm) };
}

function outside({ entries }: AsicContainer, uri: string): Uint8Array | undefined {
  const named = namedFile(entries, uri);
  return named.kind === 'file' && !isMeta(named.entry.name) ? named.entry.bytes : undefined;
}

/** Names in META-INF that timestamps cover. */
function coveredNames({ entries, timestamps }: AsicContainer, bindings: Bindings): ReadonlySet<string> {
  const uris = timestamps.flatMap((entry) => {
    const binding = bindings.of(entry);
    return binding.kind === 'manifest' ? (binding.manifest?.references.map(({ uri }) => uri) ?? []) : [];
  });
  const named = uris.map((uri) => namedFile(entries, uri));
  return new Set(named.flatMap((one) => (one.kind === 'file' ? [one.entry.name] : [])));
}

function isArchivedByManifest({ kind, cades, timestamps }: AsicContainer): boolean {
  return timestamps.length > 0 || (kind === 'asice' && cades.length > 0);
}

function lasting(
  bytes: Uint8Array,
  reports: readonly SignatureReport[],
  asked: JudgingContext,
): WithMaterial {
  const all = taken(bytes, reports);
  const { container, bindings, signed } = all;
  const inFile = carriedMaterial(container);
  const context = { ...asked, material: joined(asked.material, inFile) };
  const { proofs, since } = judgeTimestamps(container, bindings, { ...context, inFile, since: new Map() });
  const proven = { ...context, proofs };
  const changed = new Map<string, Uint8Array>();
  const older: WithMaterial['older'][number][] = [];
  for (const { entry, form, judged } of signed.filter(({ isCovered }) => !isCovered)) {
    const done = form.lasting(entry.bytes, judged, proven);
    changed.set(entry.name, done.bytes);
    older.push(...done.older);
  }
  const behind = missingIn(behindTimestamps(all, inFile, proven, since), proven);
  addToNewest(all, behind.material, changed);
  return { bytes: rewritten(bytes, container, changed), older: [...older, ...behind.older] };
}

/** What cannot be added where it belongs: for covered CMS signatures, and for the timestamps themselves. */
function behindTimestamps(
  { container, signed }: Taken,
  carried: Material,
  context: JudgingContext,
  since: ReadonlyMap<string, Date>,
): readonly LastingSignature[] {
  const covered = signed.filter(({ kind, isCovered }) => kind === 'cades' && isCovered);
  const signatures = covered.flatMap(({ entry, judged }) => {
    const provenAt = since.get(entry.name) ?? null;
    return oneSignerEach(entry.bytes).flatMap((one, index) => {
      const report = judged[index];
      return report === undefined ? [] : [lastingSignature(parseSignedData(one), report, context, provenAt)];
    });
  });
  const stamps = container.timestamps.map(({ name, bytes: der }) => ({
    subjects: authoritySubjects([{ der, isArchive: true }], since.get(name) ?? null),
    carried,
  }));
  return [...signatures, ...stamps];
}

function addToNewest(
  { container: { timestamps }, covered }: Taken,
  material: Material,
  changed: Map<string, Uint8Array>,
): void {
  if (material.certificates.length + material.revocations.length === 0) return;
  const age = ({ bytes }: ZipEntry) => timeOf(bytes)?.getTime() ?? 0;
  const open = timestamps.filter(({ name }) => !covered.has(name));
  const newest = open.toSorted((a, b) => age(a) - age(b)).at(-1);
  if (newest !== undefined) changed.set(newest.name, withMaterial(newest.bytes, material));
}

async function withArchiveManifest(container: AsicContainer, ask: AskForTimestamp): Promise<Uint8Array> {
  const { kept, manifest, timestamp } = archiveAddition(partsOf(container, new Map()));
  const token = await ask(hash('sha256', manifest.bytes, 'buffer'), 'SHA-256');
  return writeZip([...kept, manifest, { name: timestamp, bytes: token }]);
}

/** The very bytes that were given when nothing has changed. */
function rewritten(
  bytes: Uint8Array,
  container: AsicContainer,
  changed: ReadonlyMap<string, Uint8Array>,
): Uint8Array {
  const isSame = [...changed].every(([name, now]) => container.entries.get(name)?.bytes.equals(now) === true);
  return isSame ? bytes : writeZip(partsOf(container, changed));
}

function partsOf({ entries }: AsicContainer, changed: ReadonlyMap<string, Uint8Array>): readonly ZipPart[] {
  return [...entries.values()].map(({ name, bytes, isStored }) => ({
    ...{ name, isStored },
    bytes: changed.get(name) ?? bytes,
  }));
}
