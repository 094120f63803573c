import type { Json } from '../../kernel/canonicalJson.ts';
import type { OlderRevocation } from '../../signing/pdf/levels/addMaterial.ts';
import type { SigningAct } from '../../signing/policy/signingPolicy.ts';
import type { SignatureReport, ValidationReport } from '../../signing/report.ts';
import { olderJson, warnOlder } from '../protectFile.ts';
import type { Session } from '../session.ts';
import type { Form } from './form.ts';
import type { MadeFile } from './make.ts';

/** What is told of a signed file; plain values. */
export interface SignedFacts {
  readonly signer: string | null;
  readonly level: string | null;
  readonly indication: string | null;
  readonly bestTime: string | null;
  /** Why there is no timestamp although one was wanted. */
  readonly timestampMissing: { readonly code: string; readonly why: string } | null;
  readonly older: readonly OlderRevocation[];
}

/** The signature that was made last: a PDF may bear earlier ones, other files bear one. */
export function madeSignature({ signatures }: ValidationReport, form: Form): SignatureReport | undefined {
  return form === 'pdf' ? signatures.findLast(({ role }) => role !== 'timestamp') : signatures[0];
}

export function factsOfSigned(
  { report, withoutTimestamp: why, older }: Omit<MadeFile, 'bytes'>,
  form: Form,
): SignedFacts {
  const made = madeSignature(report, form);
  return {
    signer: made?.signer?.name ?? null,
    level: made?.level ?? null,
    indication: made?.indication ?? null,
    bestTime: made?.bestTime ?? null,
    timestampMissing: why === null ? null : { code: why.code, why: why.detail ?? why.code },
    older,
  };
}

export interface ToldFile {
  /** What was signed, and where the result is. */
  readonly input: string;
  readonly output: string;
  readonly role: SigningAct;
  /** It was there before this run. */
  readonly already: boolean;
  readonly facts: SignedFacts;
}

/** Warnings on stderr, then the result. */
export function tellSigned(session: Session, { input, output: file, role, already, facts }: ToldFile): void {
  const { signer, level, indication, bestTime, timestampMissing, older } = facts;
  warnOlder(session, { older });
  if (timestampMissing !== null) warnUntimed(session, timestampMissing.why);
  const json: Json = {
    ...{ file, input, role, signer, level, indication, bestTime },
    timestampMissing: timestampMissing?.code ?? null,
    olderRevocation: olderJson(older),
    alreadySigned: already,
  };
  session.output.result({
    json,
    text: (style) =>
      already
        ? style.say(`already signed as ${role}: ${file}`, `đã ký từ trước (${role}): ${file}`)
        : style.say(`signed as ${role}: ${file}`, `đã ký (${role}): ${file}`),
  });
}

function warnUntimed({ output }: Session, why: string): void {
  output.warn(
    `no timestamp authority answered: the signature is at level B-B, without a proven time (${why}); congvan sign --extend adds one later`,
    `không máy chủ dấu thời gian nào trả lời: chữ ký ở mức B-B, chưa có thời gian được chứng thực (${why}); dùng congvan sign --extend để bổ sung sau`,
  );
}
