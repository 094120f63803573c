import { CongvanError } from '../../kernel/errors.ts';
import type { Reason } from '../report.ts';
import { reason } from '../validation/reasons.ts';
import { readZip, type ZipEntry, type ZipFile } from '../zip/readZip.ts';
import { type AsicKind, MIMETYPE, MIMETYPES } from './names.ts';

/** Something about the container as a whole that no signature can mend. */
export interface ContainerFinding {
  /** `fails`: it is not what it says. `doubts`: something in it is not understood. */
  readonly weight: 'fails' | 'doubts' | 'told';
  readonly reason: Reason;
}

/** The entries of an ASiC container by what they are for (EN 319 162-1 §4.3.3, §4.4.3); nothing is verified. */
export interface AsicContainer {
  readonly kind: AsicKind;
  /** All entries but folders, by name. */
  readonly entries: ReadonlyMap<string, ZipEntry>;
  /** What is signed: everything outside META-INF but `mimetype`. */
  readonly payload: readonly ZipEntry[];
  /** CMS signatures, `META-INF/*signature*.p7s`. */
  readonly cades: readonly ZipEntry[];
  /** XML signatures, `META-INF/*signatures*.xml`. */
  readonly xades: readonly ZipEntry[];
  /** Timestamp tokens, `META-INF/*timestamp*.tst`. */
  readonly timestamps: readonly ZipEntry[];
  /** `META-INF/*ASiCManifest*.xml` and `*ASiCArchiveManifest*.xml`. */
  readonly manifests: readonly ZipEntry[];
  /** `META-INF/manifest.xml`, the file list of OpenDocument. */
  readonly fileList: ZipEntry | undefined;
  readonly findings: readonly ContainerFinding[];
}

/** More signatures and timestamps than this are not judged. */
const MAX_SIGNATURE_FILES = 64;

type Use = 'cades' | 'xades' | 'timestamps' | 'manifests' | 'fileList' | 'evidence' | 'unknown';

/** In this order: an archive manifest is a manifest first. */
const USES: readonly (readonly [RegExp, Use])[] = [
  [/^META-INF\/manifest\.xml$/, 'fileList'],
  [/^META-INF\/[^/]*ASiC(?:Archive)?Manifest[^/]*\.xml$/, 'manifests'],
  [/^META-INF\/[^/]*(?:evidencerecord|ASiCEvidenceRecordManifest)[^/]*$|\.ers$/i, 'evidence'],
  [/^META-INF\/[^/]*signatures[^/]*\.xml$/i, 'xades'],
  [/^META-INF\/[^/]*signature[^/]*\.p7s$/i, 'cades'],
  [/^META-INF\/[^/]*timestamp[^/]*\.tst$/i, 'timestamps'],
];

/**
 * Opens an ASiC container and sorts what is in it.
 * @throws ZIP_DAMAGED, ZIP_AMBIGUOUS, ZIP_UNSUPPORTED, ZIP_LIMIT_EXCEEDED
 */
export function openContainer(bytes: Uint8Array): AsicContainer {
  const zip = readZip(bytes);
  const files = zip.entries.filter(({ name }) => !name.endsWith('/'));
  const payload = files.filter(({ name }) => !isMeta(name) && name !== MIMETYPE);
  const used = (use: Use) => files.filter(({ name }) => isMeta(name) && useOf(name) === use);
  const signatures = { cades: used('cades'), xades: used('xades'), timestamps: used('timestamps') };
  boundSignatures(Object.values(signatures).flat().length);
  const manifests = used('manifests');
  const [stated, findings] = statedKind(zip);
  const kind = stated ?? (manifests.length + signatures.xades.length > 0 ? 'asice' : 'asics');
  return {
    ...{ kind, payload, ...signatures, manifests, fileList: used('fileList')[0] },
    entries: new Map(files.map((entry) => [entry.name, entry])),
    findings: [
      ...findings,
      ...(kind === 'asics' && payload.length !== 1 ? [notOneFile(payload.length)] : []),
      ...used('evidence').map(({ name }) => doubt(reason('ASIC_EVIDENCE_RECORD_UNSUPPORTED', name))),
      ...used('unknown').map(({ name }) => doubt(reason('ASIC_ENTRY_UNEXPLAINED', name))),
    ],
  };
}

export function isMeta(name: string): boolean {
  return name.toUpperCase().startsWith('META-INF/');
}

function useOf(name: string): Use {
  return USES.find(([pattern]) => pattern.test(name))?.[1] ?? 'unknown';
}

function boundSignatures(count: number): void {
  if (count <= MAX_SIGNATURE_FILES) return;
  const detail = `${count} signature files, limit ${MAX_SIGNATURE_FILES}`;
  throw new CongvanError('ZIP_LIMIT_EXCEEDED', { detail });
}

/** What the container says it is: its first entry, stored as it stands, and the comment of the ZIP file. */
function statedKind({
  entries,
  comment,
}: ZipFile): readonly [AsicKind | undefined, readonly ContainerFinding[]] {
  const place = entries.findIndex(({ name }) => name === MIMETYPE);
  const entry = entries[place];
  const commented = comment === '' ? [] : commentFindings(comment, entry);
  if (entry === undefined)
    return [undefined, [doubt(reason('ASIC_MIMETYPE_WRONG', 'missing')), ...commented]];
  const text = entry.bytes.subarray(0, 128).toString('latin1');
  const kind = KINDS.find((each) => MIMETYPES[each] === text);
  const isInPlace = place === 0 && entry.isStored;
  if (kind === undefined || !isInPlace) {
    const what = kind === undefined ? text : 'not the first entry, stored';
    return [kind, [fail(reason('ASIC_MIMETYPE_WRONG', what)), ...commented]];
  }
  return [kind, commented];
}

const KINDS: readonly AsicKind[] = ['asics', 'asice'];

/** EN 319 162-1 Annex A.1: the comment may repeat the type. */
function commentFindings(comment: string, mimetype: ZipEntry | undefined): readonly ContainerFinding[] {
  const stated = mimetype?.bytes.toString('latin1');
  const isType = KINDS.some((kind) => comment === `mimetype=${MIMETYPES[kind]}`);
  const repeats = stated === undefined || comment === `mimetype=${stated}`;
  return isType && repeats ? [] : [doubt(reason('ASIC_COMMENT_UNEXPLAINED', comment.slice(0, 128)))];
}

function notOneFile(count: number): ContainerFinding {
  return fail(reason('ASIC_NOT_ONE_FILE', String(count)));
}

export function fail(why: Reason): ContainerFinding {
  return { weight: 'fails', reason: why };
}

export function doubt(why: Reason): ContainerFinding {
  return { weight: 'doubts', reason: why };
}

export function tell(why: Reason): ContainerFinding {
  return { weight: 'told', reason: why };
}
