import type { Protecting } from '../flow/context.ts';
import type { Extended, ExtendRequest } from '../flow/extend.ts';
import type { ExtendedFile, ExtendFileRequest } from '../flow/extendFile.ts';
import type { Json } from '../kernel/canonicalJson.ts';
import type { ExitCode } from '../kernel/errors/row.ts';
import type { OptionSpec } from './command.ts';
import { defined } from './defined.ts';
import type { Suffix } from './outputName.ts';
import type { Session } from './session.ts';

export const GRACE_OPTION: OptionSpec = {
  flags: '--grace <seconds>',
  about: {
    en: 'wait so long after the timestamp before asking for revocation data, so that a revocation reported shortly before is seen; only for B-LT and B-LTA, 0 unless given',
    vi: 'chờ bấy nhiêu giây sau dấu thời gian rồi mới hỏi tình trạng thu hồi, để thấy cả việc thu hồi vừa mới báo; chỉ cho B-LT và B-LTA, mặc định 0',
  },
};

/** @throws USAGE_INVALID_VALUE */
export function graceOf({ input }: Session): Pick<ExtendRequest, 'graceSeconds'> {
  return defined({ graceSeconds: input.count('grace') });
}

export const SIGNATURE_OPTION: OptionSpec = {
  flags: '--signature <file>',
  about: {
    en: 'the CMS signature (.p7s) that lies beside FILE and is lifted; FILE.p7s unless given',
    vi: 'tệp chữ ký CMS (.p7s) đi kèm TỆP, được nâng mức; mặc định TỆP.p7s',
  },
};

/** The same story for a PDF and for anything else; no key. */
export interface ProtectingStories {
  readonly pdf: (context: Protecting, request: Omit<ExtendRequest, 'level'>) => Promise<Extended>;
  readonly other: (context: Protecting, request: Omit<ExtendFileRequest, 'level'>) => Promise<ExtendedFile>;
}

/** Runs a story that needs no key on one file and writes its result under a new name. */
export async function protectFile(
  session: Session,
  suffix: Suffix,
  stories: ProtectingStories,
): Promise<ExitCode> {
  const { input, io, output } = session;
  const { checkOutput, writeOutput } = await import('./files.ts');
  const { outputName } = await import('./outputName.ts');
  const { openProtected } = await import('./openProtected.ts');
  const { isPdf, file, ...opened } = await openProtected(io, input.first, input.text('signature'));
  const name = outputName(input, file, suffix);
  checkOutput(io, name, input.flag('force'));
  const grace = graceOf(session);
  const { protectingFor } = await import('./open.ts');
  const context = await protectingFor(session);
  const done = isPdf
    ? renamed(await stories.pdf(context, { file, pdf: opened.bytes, ...grace }))
    : await stories.other(context, { file, ...opened, ...grace });
  output.stdoutTaken = name === '-';
  await writeOutput(io, name, done.bytes, input.flag('force'));
  warnOlder(session, done);
  output.result({
    json: { file: name, ...factsOf(done) },
    text: (style) => style.say(`${suffix}: ${name}`, `${WORDS[suffix] ?? suffix}: ${name}`),
  });
  return 0;
}

function renamed({ pdf: bytes, report, older }: Extended): ExtendedFile {
  return { bytes, report, older };
}

const WORDS: Partial<Record<Suffix, string>> = {
  extended: 'đã nâng mức',
  timestamped: 'đã đóng dấu thời gian',
};

/** What `--json` says of every file whose protection was worked on. */
export function factsOf({ report, older }: Pick<Extended, 'report' | 'older'>): {
  readonly [key: string]: Json;
} {
  return {
    indication: report.indication,
    signatures: report.signatures.map(({ field, role, level, indication, bestTime }) => ({
      ...{ field, role, level, indication, bestTime },
    })),
    olderRevocation: olderJson(older),
  };
}

export function olderJson(older: Extended['older']): readonly Json[] {
  return older.map(({ field, revocationFrom, signedAt }) => ({
    field,
    revocationFrom: revocationFrom.toISOString(),
    signedAt: signedAt.toISOString(),
  }));
}

/** Not wrong, but less than it could be: who reads the file later may want newer data. */
export function warnOlder({ output }: Session, { older }: Pick<Extended, 'older'>): void {
  for (const { field, revocationFrom } of older) {
    const from = revocationFrom.toISOString();
    output.warn(
      `${field}: the newest revocation data to be had is from ${from}, before the signature; congvan timestamp adds newer data later`,
      `${field}: dữ liệu thu hồi mới nhất lấy được là của ${from}, trước lúc ký; dùng congvan timestamp sau này để bổ sung`,
    );
  }
}
