import type { Judging } from '../../flow/context.ts';
import type { Case } from '../../flow/verify.ts';
import { sha256 } from '../../kernel/digest.ts';
import { CongvanError } from '../../kernel/errors.ts';
import type { ValidationReport } from '../../signing/report.ts';
import { defined } from '../defined.ts';
import type { Io } from '../io.ts';
import type { Session } from '../session.ts';
import type { VerifyOptions } from './options.ts';

export interface Judged {
  readonly report: ValidationReport;
  /** What was judged; writing a bundle or an earlier revision needs it. */
  readonly one: Case;
}

/** What lies beside a file that is judged. */
export interface Beside {
  /** The file with the detached signature. */
  readonly signature?: string | undefined;
  /** The folder with the parts of an envelope. */
  readonly parts?: string | undefined;
}

/** Judges a file by its name. Prints nothing. @param beside instead of what the options say */
export type Judge = (file: string, beside?: Beside) => Promise<Judged>;

/** Opens what all files of a run share: anchors, policy and revocation sources; or the bundle. */
export async function openJudge(session: Session, options: VerifyOptions): Promise<Judge> {
  if (options.bundle !== undefined) {
    return judgeCases(await caseFromBundle(session, options, options.bundle), options);
  }
  return judgeFrom(await ownRules(session, options), session.io, options);
}

/** Judges by these anchors and rules, with what these sources say. */
export function judgeFrom(judging: Judging, io: Io, options: VerifyOptions): Judge {
  const { at, offline } = options;
  const judge = judgeCases(async (file, signature) => {
    const { openInput } = await import('./opened.ts');
    const { openCase } = await import('../../flow/verify.ts');
    const opened = await openInput(io, file, signature);
    return await openCase(judging, { ...opened, offline, ...defined({ at }) });
  }, options);
  return async (file, { signature, parts } = options) => {
    const judged = await judge(file, { signature });
    if (parts === undefined) return judged;
    const { withParts } = await import('../../flow/verifyParts.ts');
    const { partsIn } = await import('./partsIn.ts');
    const { one, report } = judged;
    return { one, report: await withParts(judging, one, report, await partsIn(io, parts), { offline }) };
  };
}

type CaseOf = (file: string, signature?: string) => Promise<Case>;

function judgeCases(caseOf: CaseOf, { changes }: VerifyOptions): Judge {
  return async (file, { signature } = {}) => {
    const { judgeCase } = await import('../../flow/verify.ts');
    const one = await caseOf(file, signature);
    return { one, report: await judgeCase(one, { changes }) };
  };
}

/** @throws BUNDLE_*, POLICY_FILE_* */
async function caseFromBundle(session: Session, options: VerifyOptions, name: string): Promise<CaseOf> {
  const { openInput } = await import('./opened.ts');
  const { boundedInput } = await import('./bounded.ts');
  const { MAX_BUNDLE_BYTES } = await import('../../signing/bundle/bundle.ts');
  const { readBundle } = await import('../../signing/bundle/readBundle.ts');
  const { caseOfBundle } = await import('../../flow/bundle.ts');
  const { readPolicyFile } = await import('../../config/policyFile.ts');
  const kept = await boundedInput(session.io, name, MAX_BUNDLE_BYTES);
  const { acceptBundle } = options;
  if (acceptBundle !== undefined && sha256(kept) !== acceptBundle) {
    throw new CongvanError('BUNDLE_NOT_ACCEPTED', { where: name, detail: sha256(kept) });
  }
  const bundle = readBundle(kept, name);
  const policy = readPolicyFile(bundle.policy.text, name);
  const { dev } = await session.config();
  const own = acceptBundle === undefined ? await ownRules(session, options) : undefined;
  return async (file) => {
    const { bytes, content } = await openInput(session.io, file, options.signature);
    return caseOfBundle(bundle, { bytes, content, policy, clock: session.clock, dev, own, where: name });
  };
}

async function ownRules(session: Session, { trust, policy }: VerifyOptions) {
  const { judgingFor } = await import('../open.ts');
  return await judgingFor(session, trust, policy);
}
