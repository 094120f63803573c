import { type Digest, isDigest } from '../../kernel/digest.ts';
import type { Bilingual } from '../../kernel/errors/row.ts';
import { CongvanError } from '../../kernel/errors.ts';
import { defined } from '../defined.ts';
import { type Input, oneOf } from '../input.ts';

export const REPORT_KINDS = ['text', 'json', 'html', 'etsi'] as const;
export type ReportKind = (typeof REPORT_KINDS)[number];

/** What a run of `congvan verify` was told, checked. */
export interface VerifyOptions {
  readonly at?: Date;
  /** Further files with trust anchors. */
  readonly trust: readonly string[];
  readonly policy?: string;
  /** The file with the detached signature of the file that is judged. */
  readonly signature?: string;
  /** The folder with the parts that travel beside an envelope. */
  readonly parts?: string;
  readonly offline: boolean;
  readonly changes: boolean;
  readonly report?: ReportKind;
  /** The number of a signature, from 1. */
  readonly extract?: number;
  /** Write what is inside a CMS signature. */
  readonly content: boolean;
  /** Where report, revision or content goes; `-` is stdout. */
  readonly output: string;
  readonly force: boolean;
  readonly saveBundle?: string;
  readonly bundle?: string;
  /** SHA-256 of a bundle that is trusted as it is. */
  readonly acceptBundle?: Digest;
}

/** @throws USAGE_INVALID_VALUE, USAGE_EXCESS when an option speaks of one file and several are given */
export function verifyOptions(input: Input): VerifyOptions {
  const options: VerifyOptions = {
    ...{ trust: input.list('trust'), offline: input.flag('offline'), changes: input.flag('showChanges') },
    ...{ output: input.text('output') ?? '-', force: input.flag('force') },
    content: input.flag('extractContent'),
    ...defined({
      at: timeOf(input),
      policy: input.text('policy'),
      signature: input.text('signature'),
      parts: input.text('parts'),
      report: input.choice('report', REPORT_KINDS),
      extract: numberOf(input),
      saveBundle: input.text('saveBundle'),
      bundle: input.text('bundle'),
      acceptBundle: digestOf(input),
    }),
  };
  checkTogether(input, options);
  return options;
}

const ONE_OF_A_KIND: readonly string[] = [
  'report',
  'signature',
  'extractRevision',
  'saveBundle',
  'bundle',
  'parts',
];

/** Options that contradict each other, or several files where there is one result. */
function checkTogether(input: Input, { report, extract, bundle, saveBundle, parts }: VerifyOptions): void {
  const [, second] = input.arguments;
  if (second !== undefined) refuseOneOfAKind(input, second);
  const outputs = [report, extract, input.flag('extractContent') || undefined];
  const count = outputs.filter((each) => each !== undefined).length;
  if (count > 1) {
    throw input.invalid(extract === undefined ? 'extractContent' : 'extractRevision', ONE_OUTPUT);
  }
  if (count === 0 && input.text('output') !== undefined) {
    throw input.invalid('output', oneOf(['--report', '--extract-revision', '--extract-content']));
  }
  if (parts !== undefined && (bundle ?? saveBundle) !== undefined) throw input.invalid('parts', NO_BUNDLE);
  if (bundle !== undefined && input.text('at') !== undefined) throw input.invalid('at', BUNDLE_SAYS);
  if (bundle !== undefined && input.text('saveBundle') !== undefined) {
    throw input.invalid('saveBundle', BUNDLE_SAYS);
  }
  if (bundle === undefined && input.text('acceptBundle') !== undefined) {
    throw input.invalid('acceptBundle', oneOf(['--bundle BUNDLE']));
  }
}

/** @param where what makes it more than one file: the second, or a folder @throws USAGE_EXCESS */
export function refuseOneOfAKind(input: Input, where: string): void {
  if (ONE_OF_A_KIND.every((name) => input.text(name) === undefined) && !input.flag('extractContent')) return;
  throw new CongvanError('USAGE_EXCESS', { where, hint: ONE_FILE });
}

const ONE_FILE: Bilingual = {
  en: 'reports, revisions and bundles are of one file each',
  vi: 'mỗi báo cáo, phiên bản hoặc gói chỉ của một tệp',
};
const ONE_OUTPUT: Bilingual = {
  en: '-o takes one of them: --report, --extract-revision, or --extract-content',
  vi: '-o chỉ nhận một trong số: --report, --extract-revision hoặc --extract-content',
};
const NO_BUNDLE: Bilingual = {
  en: 'a bundle is of one file: leave it out, or the parts',
  vi: 'gói dữ liệu chỉ của một tệp: bỏ gói hoặc bỏ --parts',
};
const BUNDLE_SAYS: Bilingual = {
  en: 'the bundle holds time and material already',
  vi: 'gói đã chứa thời điểm và dữ liệu',
};
const TIME: Bilingual = {
  en: 'write 2026-11-19 or 2026-11-19T09:30:00+07:00',
  vi: 'viết 2026-11-19 hoặc 2026-11-19T09:30:00+07:00',
};
const NUMBER: Bilingual = {
  en: 'write the number of a signature, from 1',
  vi: 'viết số thứ tự chữ ký, bắt đầu từ 1',
};
const DIGEST: Bilingual = {
  en: 'write sha256: and 64 hexadecimal digits',
  vi: 'viết sha256: và 64 chữ số thập lục phân',
};

/** A day means its end in Vietnam. */
function timeOf(input: Input): Date | undefined {
  const text = input.text('at');
  if (text === undefined) return undefined;
  const shaped = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2}))?$/.test(
    text,
  );
  const at = new Date(text.length === 10 ? `${text}T23:59:59+07:00` : text);
  if (!shaped || Number.isNaN(at.getTime())) throw input.invalid('at', TIME);
  return at;
}

function numberOf(input: Input): number | undefined {
  const number = input.count('extractRevision');
  if (number === 0) throw input.invalid('extractRevision', NUMBER);
  return number;
}

function digestOf(input: Input): Digest | undefined {
  const text = input.text('acceptBundle');
  if (text === undefined) return undefined;
  const digest = text.startsWith('sha256:') ? text : `sha256:${text}`;
  if (!isDigest(digest)) throw input.invalid('acceptBundle', DIGEST);
  return digest;
}
