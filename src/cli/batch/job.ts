import type { Config } from '../../config/schema.ts';
import type { VerifyOptions } from '../verifying/options.ts';

/** What all files of a run share, as it is copied into each worker. */
export type BatchJob = VerifyingJob;

export interface VerifyingJob {
  readonly kind: 'verify';
  /** With the anchors and the policy of the command line in it. */
  readonly config: Config;
  readonly options: VerifyOptions;
  readonly cwd: string;
}

/** Does one task; what it throws is an answer about that task. */
export type Work = (task: unknown) => Promise<unknown>;
