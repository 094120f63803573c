/** The story of lasting for what is no PDF: CMS signatures beside a file or around it, XML, containers. No key is used. */
import { CongvanError } from '../kernel/errors.ts';
import { ASIC_LEVELS } from '../signing/asic/levels.ts';
import { cadesLevels } from '../signing/cades/levels.ts';
import { derOfCms } from '../signing/cades/pemCms.ts';
import type { DetachedContent } from '../signing/cades/verifyCades.ts';
import type { AskForTimestamp, LevelForm, WithMaterial } from '../signing/lasting/form.ts';
import { NO_MATERIAL } from '../signing/material.ts';
import type { SignatureLevel, ValidationReport } from '../signing/report.ts';
import { requestTimestamp } from '../signing/tsp/timestamp.ts';
import { xadesLevels } from '../signing/xml/xadesLevels.ts';
import type { Protecting } from './context.ts';
import type { ExtendedLevel } from './extend.ts';
import { type FileKind, fileKindOf } from './fileKind.ts';
import { inFile } from './inFile.ts';
import { refuseDoubtful } from './protect.ts';
import { type Case, judgeCase, openCase } from './verify.ts';

export interface ExtendFileRequest {
  /** For messages. */
  readonly file: string;
  /** The signature, the container or the XML. */
  readonly bytes: Uint8Array;
  /** When `bytes` are a detached signature: the file it signs. */
  readonly content?: DetachedContent;
  readonly level: ExtendedLevel;
  /** How long to wait after the last timestamp before asking for revocation data, seconds. */
  readonly graceSeconds?: number;
}

export interface ExtendedFile extends WithMaterial {
  readonly report: ValidationReport;
}

/** A file in one of its states, judged. */
interface State {
  readonly one: Case;
  readonly bytes: Uint8Array;
  readonly report: ValidationReport;
}

/**
 * Lifts every signature in or beside a file to a level. The result was judged and passed, B-LT without asking anybody,
 * before it is returned.
 * @throws LEVEL_*, TIMESTAMP_*, REVOCATION_UNAVAILABLE, SIGNED_FILE_NEEDED, ZIP_*, XML_*; nothing is given out then
 */
export async function extendFile(context: Protecting, request: ExtendFileRequest): Promise<ExtendedFile> {
  const story = new Lifting(context, request);
  const before = await story.begin();
  if (isReached(before.report, request.level)) throw already(request);
  const { bytes, report, older } = await story.lift(before, request.level);
  if (!isReached(report, request.level)) throw notReached(request, report);
  return { bytes, report, older };
}

/**
 * Renews protection: what is missing about earlier timestamps, then an archive timestamp over everything
 * (EN 319 122-1 §5.5.3, EN 319 132-1 §5.5.2, EN 319 162-1 §A.7). Certificates may have expired, as long as what is there
 * proves that they were good.
 * @throws as `extendFile`
 */
export async function timestampFile(
  context: Protecting,
  request: Omit<ExtendFileRequest, 'level'>,
): Promise<ExtendedFile> {
  const story = new Lifting(context, request);
  return await story.lift(await story.begin(), 'B-LTA');
}

type Signed = Pick<ExtendedFile, 'bytes' | 'report'>;

/** What has just been signed and judged at B-T, from there. @throws as `extendFile` */
export async function liftFile(context: Protecting, request: ExtendFileRequest): Promise<Signed> {
  const story = new Lifting(context, request);
  const { bytes, report } = await story.lift(await story.state(request.bytes), request.level);
  return { bytes, report };
}

/** What has just been signed and judged at B-LT: the archive timestamp over it. @throws as `extendFile` */
export async function archiveFile(
  context: Protecting,
  request: Pick<ExtendFileRequest, 'file' | 'bytes'>,
): Promise<Signed> {
  return await new Lifting(context, request).archive(request.bytes);
}

class Lifting {
  readonly #context: Protecting;
  readonly #request: Omit<ExtendFileRequest, 'level'>;
  readonly #form: LevelForm;
  readonly #ask: AskForTimestamp;

  constructor(context: Protecting, request: Omit<ExtendFileRequest, 'level'>) {
    this.#context = context;
    this.#request = request;
    this.#form = formOf(fileKindOf(request.file, request.bytes), request);
    const { authorities, random } = context;
    this.#ask = (imprint, digest) => requestTimestamp(imprint, digest, authorities, random);
  }

  /** @throws LEVEL_WITHOUT_SIGNATURE, LEVEL_BROKEN_SIGNATURE, LEVEL_NOT_PROVABLE, REVOCATION_UNAVAILABLE */
  async begin(): Promise<State> {
    const { file, bytes } = this.#request;
    const before = await this.state(bytes);
    if (before.report.signatures.length === 0)
      throw new CongvanError('LEVEL_WITHOUT_SIGNATURE', { where: file });
    refuseDoubtful({ file, report: before.report });
    return before;
  }

  async state(bytes: Uint8Array): Promise<State> {
    const { file, content } = this.#request;
    const one = await openCase(this.#context, { file, bytes, ...(content === undefined ? {} : { content }) });
    return { one, bytes: one.bytes, report: await judgeCase(one) };
  }

  async lift(before: State, level: ExtendedLevel): Promise<ExtendedFile> {
    const timed = await this.#timed(before);
    if (level === 'B-T') return { bytes: timed.bytes, report: timed.report, older: [] };
    await this.#context.pause((this.#request.graceSeconds ?? 0) * 1000);
    const { bytes, older } = await this.#withMaterial(timed);
    const lasting = await this.#alone(bytes);
    if (level === 'B-LT') return { ...lasting, older };
    return { ...(await this.archive(bytes)), older };
  }

  async archive(lasting: Uint8Array): Promise<Signed> {
    const { bytes, report } = await this.#checked(
      await this.#inFile(() => this.#form.archived(lasting, this.#ask)),
    );
    return { bytes, report };
  }

  async #timed(before: State): Promise<State> {
    const { signatures } = before.report;
    if (signatures.every(({ bestTime }) => bestTime !== null)) return before;
    return await this.#checked(
      await this.#inFile(() => this.#form.timed(before.bytes, signatures, this.#ask)),
    );
  }

  /** Asked for anew: what goes into a file shall be younger than its timestamp. */
  async #withMaterial({ bytes, report }: State): Promise<WithMaterial> {
    const { content, file } = this.#request;
    const asking = { ...this.#context, revocation: this.#context.currentRevocation };
    const one = await openCase(asking, { file, bytes, ...(content === undefined ? {} : { content }) });
    return await this.#inFile(async () => this.#form.lasting(bytes, report.signatures, one));
  }

  /** B-LT means that nobody has to be asked. */
  async #alone(bytes: Uint8Array): Promise<Pick<State, 'bytes' | 'report'>> {
    const { one } = await this.state(bytes);
    const report = await judgeCase({ ...one, material: NO_MATERIAL });
    refuseUnsound(this.#request.file, report);
    return { bytes, report };
  }

  async #checked(bytes: Uint8Array): Promise<State> {
    const after = await this.state(bytes);
    refuseBadTimestamp(this.#request.file, after.report);
    refuseUnsound(this.#request.file, after.report);
    return after;
  }

  async #inFile<T>(work: () => Promise<T>): Promise<T> {
    return await inFile(this.#request.file, work);
  }
}

/** @throws LEVEL_FORM_UNSUPPORTED, FILE_KIND_UNKNOWN */
function formOf(kind: FileKind, { file, content }: Omit<ExtendFileRequest, 'level'>): LevelForm {
  switch (kind) {
    case 'cms':
      return inDer(cadesLevels(content));
    case 'asic':
      return ASIC_LEVELS;
    case 'xml':
      return xadesLevels();
    case 'envelope':
      throw new CongvanError('LEVEL_FORM_UNSUPPORTED', {
        where: file,
        detail: 'the seal of an envelope has one spelling',
      });
    case 'pdf':
      throw new CongvanError('FILE_KIND_UNKNOWN', { where: file, detail: 'a PDF has its own levels' });
    default:
      return kind satisfies never;
  }
}

/** Signatures in PEM come out in DER. */
function inDer(form: LevelForm): LevelForm {
  return {
    timed: (bytes, reports, ask) => form.timed(derOfCms(bytes), reports, ask),
    lasting: (bytes, reports, context) => form.lasting(derOfCms(bytes), reports, context),
    archived: (bytes, ask) => form.archived(derOfCms(bytes), ask),
  };
}

/**
 * What passed before and is intact still, but passes no more: the timestamp that came is one that nobody here accepts.
 * @throws TIMESTAMP_REFUSED, REVOCATION_UNAVAILABLE
 */
function refuseBadTimestamp(file: string, { signatures, documentUnchanged }: ValidationReport): void {
  const bad = signatures.find((each) => each.indication !== 'TOTAL-PASSED');
  if (bad === undefined || !documentUnchanged) return;
  const code = bad.subIndication === 'TRY_LATER' ? 'REVOCATION_UNAVAILABLE' : 'TIMESTAMP_REFUSED';
  throw new CongvanError(code, { where: file, detail: bad.reasons.map(({ text }) => text).join('; ') });
}

/** Nothing is given out that does not pass here. @throws LEVEL_SELF_CHECK_FAILED */
function refuseUnsound(
  file: string,
  { signatures, indication, documentUnchanged, reasons }: ValidationReport,
): void {
  if (indication === 'TOTAL-PASSED' && documentUnchanged) return;
  const bad = signatures.find((each) => each.indication !== 'TOTAL-PASSED');
  const detail = [bad?.subIndication ?? '', ...[...(bad?.reasons ?? []), ...reasons].map(({ text }) => text)];
  throw new CongvanError('LEVEL_SELF_CHECK_FAILED', {
    where: file,
    detail: detail.filter(Boolean).join('; '),
  });
}

const LEVELS: readonly SignatureLevel[] = ['B-B', 'B-T', 'B-LT', 'B-LTA'];

/** Timestamps have no level of their own, nor has CMS without CAdES. */
function isReached({ signatures }: ValidationReport, level: ExtendedLevel): boolean {
  const levels = signatures.flatMap((each) => each.level ?? []);
  return levels.length > 0 && levels.every((each) => LEVELS.indexOf(each) >= LEVELS.indexOf(level));
}

function already({ file, level }: ExtendFileRequest): CongvanError {
  return new CongvanError('LEVEL_ALREADY_REACHED', { where: file, detail: level });
}

function notReached({ file, level }: ExtendFileRequest, { signatures }: ValidationReport): CongvanError {
  const detail = `${signatures.map((each) => each.level ?? each.format).join(', ')}, not ${level}`;
  return new CongvanError('LEVEL_SELF_CHECK_FAILED', { where: file, detail });
}
