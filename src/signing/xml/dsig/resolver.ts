import type { JudgingContext } from '../../validation/context.ts';

/**
 * The bytes that a signature means by a URI which is not within the document; undefined when there are none. The URI
 * comes as it is written, percent-encoding and all: what it may name is the caller's rule.
 */
export type ReferenceResolver = (uri: string) => Uint8Array | undefined;

export interface VerifyXmlContext extends JudgingContext {
  /** For the report; not opened. */
  readonly file: string;
  /** For detached signatures (ASiC, a file beside its signature); without it nothing outside is known. */
  readonly resolve?: ReferenceResolver;
}
