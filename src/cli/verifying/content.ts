import { CongvanError } from '../../kernel/errors.ts';
import { writeOutput } from '../files.ts';
import type { Session } from '../session.ts';
import type { Judged } from './judge.ts';
import type { VerifyOptions } from './options.ts';

/**
 * Writes what a CMS signature holds inside (.p7m), when every signature over it is intact; that they can be trusted is
 * the report's and the exit code's to say.
 * @throws CONTENT_NOT_INSIDE, CONTENT_NOT_INTACT, OUTPUT_*
 */
export async function giveContent(
  { io, output }: Session,
  options: VerifyOptions,
  { one, report }: Judged,
): Promise<void> {
  const { contentInside } = await import('../../signing/cades/verifyCades.ts');
  const content = report.kind === 'cms' ? contentInside(one.bytes) : undefined;
  if (content === undefined) throw new CongvanError('CONTENT_NOT_INSIDE', { where: report.file });
  if (!report.documentUnchanged) throw new CongvanError('CONTENT_NOT_INTACT', { where: report.file });
  await writeOutput(io, options.output, content, options.force);
  output.note(
    `${options.output}: ${content.length} bytes, as signed`,
    `${options.output}: ${content.length} byte, như khi ký`,
  );
}
