import { availableParallelism } from 'node:os';
import type { Bilingual } from '../../kernel/errors/row.ts';
import type { OptionSpec } from '../command.ts';
import type { Input } from '../input.ts';

export const JOBS_OPTION: OptionSpec = {
  flags: '--jobs <count>',
  about: {
    en: 'several files: on so many cores at once; all of them unless given',
    vi: 'nhiều tệp: dùng bấy nhiêu nhân xử lý; mặc định là tất cả',
  },
};

/** Each worker has its own memory. */
const MOST_JOBS = 256;
const COUNT: Bilingual = {
  en: `write a number from 1 to ${MOST_JOBS}`,
  vi: `viết số từ 1 đến ${MOST_JOBS}`,
};

/** How many workers: as asked, else one for each core; never more than there are files. @throws USAGE_INVALID_VALUE */
export function jobsFor(input: Input, files: number): number {
  const asked = input.count('jobs');
  if (asked !== undefined && (asked < 1 || asked > MOST_JOBS)) throw input.invalid('jobs', COUNT);
  return Math.max(1, Math.min(asked ?? availableParallelism(), files));
}
