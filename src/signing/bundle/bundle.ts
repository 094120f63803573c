import type { Digest } from '../../kernel/digest.ts';
import type { RevocationEvidence } from '../revocationSource.ts';

/**
 * Everything one judgement looked at besides the file itself, in one file: who has both can judge again without asking
 * anybody, at any later time, and gets the same report. A bundle proves nothing and is trusted for nothing: its
 * certificates and answers are checked like any others, its anchors and policy count only when the reader accepts them.
 */
export interface Bundle {
  readonly file: { readonly name: string; readonly digest: Digest };
  /** The file a detached signature signs; null for everything else. */
  readonly content: { readonly name: string; readonly digest: Digest } | null;
  /** The time of judging, UTC. */
  readonly at: Date;
  readonly policy: {
    /** The policy file, TOML; made from the program's own policy when `isOwn`. */
    readonly text: string;
    /** True when no file was given and the program's own policy was used. */
    readonly isOwn: boolean;
  };
  /** Trust anchors at that time: the file each came from, and its DER. */
  readonly anchors: readonly { readonly name: string; readonly der: Uint8Array }[];
  /** Certificates beside those in the file: intermediates, timestamp authorities, responders. DER. */
  readonly certificates: readonly Uint8Array[];
  /** What OCSP responders and CRLs said. */
  readonly revocations: readonly RevocationEvidence[];
}

/** What it is, for whoever finds it in ten years. A text never changes within a version: bundles would not be read. */
export const FORMAT = 'congvan-bundle';
export const VERSION = 1;

/** A bundle is read whole; whoever made a larger one did not mean to be read. */
export const MAX_BUNDLE_BYTES = 64 << 20;
export const MAX_ITEMS = 10_000;

export const ABOUT = [
  'Offline verification bundle of congvan. It holds what was looked at when the file named below was judged: trust anchors, other certificates, OCSP and CRL answers (DER, base64), the policy (TOML) and the time.',
  'Run: congvan verify FILE --bundle BUNDLE. The report is the same, byte for byte, and nobody is asked.',
  'The bundle itself proves nothing. Anchors and policy count only when they are also configured where it is read, or when its SHA-256 is given with --accept-bundle.',
  'Gói kiểm tra ngoại tuyến của congvan: gốc tin cậy, chứng thư, phản hồi OCSP, CRL, chính sách và thời điểm xét. Chạy: congvan verify TỆP --bundle GÓI. Bản thân gói không chứng minh điều gì.',
] as const;
