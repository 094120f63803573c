import type { Config } from '../../config/schema.ts';
import type { SignOrder } from '../signing/order.ts';
import type { VerifyOptions } from '../verifying/options.ts';
import type { KeyDescription } from './asking.ts';

/** What all files of a run share, as it is copied into each worker. */
export type BatchJob = VerifyingJob | SigningJob;

export interface VerifyingJob {
  readonly kind: 'verify';
  /** With the anchors and the policy of the command line in it. */
  readonly config: Config;
  readonly options: VerifyOptions;
  readonly cwd: string;
}

export interface SigningJob {
  readonly kind: 'sign';
  readonly config: Config;
  readonly cwd: string;
  readonly order: SignOrder;
  /** Its certificate and algorithm; the key itself stays with the main thread. */
  readonly key: KeyDescription;
}

/** Does one task; what it throws is an answer about that task. */
export type Work = (task: unknown) => Promise<unknown>;
