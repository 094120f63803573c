import { CongvanError } from '../kernel/errors.ts';

/** Errors about what is in a file; their `where` is a place inside it, if they have one. */
const ABOUT_CONTENT =
  /^(PDF|ENVELOPE|ZIP|XML|SIGNATURE_IMAGE|STAMP|RENDITION|SEAL|PLACE|PROOF|VERIFIER_KEY|SIGNING(?!_KEY))_/;

/** Does work on the bytes of a file; an error about them then names the file, too: `half.pdf, byte 30000`. */
export async function inFile<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof CongvanError && ABOUT_CONTENT.test(error.code) ? named(error, file) : error;
  }
}

function named(error: CongvanError, file: string): CongvanError {
  const { code, where, detail, ownHint } = error;
  if (where === file || where?.startsWith(`${file}, `)) return error;
  return new CongvanError(code, {
    where: where === undefined ? file : `${file}, ${where}`,
    ...(detail === undefined ? {} : { detail }),
    ...(ownHint === undefined ? {} : { hint: ownHint }),
    cause: error,
  });
}
