import { asJson } from '../../kernel/canonicalJson.ts';
import type { ExitCode } from '../../kernel/errors/row.ts';
import type { CommandSpec } from '../command.ts';
import type { Session } from '../session.ts';

export const policyShow: CommandSpec = {
  description: {
    en: 'Prints the signature policy in force as a policy file: the one trust.policy or --policy names, else the program’s own. Change the copy, its name and its version, and give it with --policy or trust.policy. Reports carry name, version and SHA-256 of the file, and name every key in which it is laxer than the program’s own.',
    vi: 'In chính sách chữ ký đang dùng dưới dạng tệp: tệp nêu ở trust.policy hoặc --policy, nếu không thì của chương trình. Sửa bản sao, đổi tên và phiên bản, rồi dùng với --policy hoặc trust.policy. Báo cáo ghi tên, phiên bản, SHA-256 của tệp và mọi mục lỏng hơn chính sách của chương trình.',
  },
  options: [
    {
      flags: '--policy <file>',
      about: { en: 'this policy file instead', vi: 'dùng tệp chính sách này' },
    },
  ],
  examples: [
    {
      line: 'congvan policy show',
      what: { en: 'a file to start from: redirect it', vi: 'tệp để bắt đầu sửa: chuyển hướng ra tệp' },
    },
    {
      line: 'congvan policy show --policy own-policy.toml --json',
      what: { en: 'check a file', vi: 'kiểm tra một tệp' },
    },
  ],
  exitCodes: [10, 13],
  run: show,
};

async function show(session: Session): Promise<ExitCode> {
  const { openPolicy } = await import('../../wireSigning.ts');
  const { policyFileOf } = await import('../../config/policyFile.ts');
  const { weakerThanDefault } = await import('../../signing/policy/weaker.ts');
  const { trust } = await session.config();
  const given = session.input.text('policy');
  const chosen = given === undefined ? trust : { ...trust, policy: session.resolve(given) };
  const { policy, policyFile } = await openPolicy({ trust: chosen });
  const weaker = weakerThanDefault(policy);
  if (weaker.length > 0) {
    session.output.warn(
      `laxer than the program’s own policy: ${weaker.join(', ')}`,
      `lỏng hơn chính sách của chương trình: ${weaker.join(', ')}`,
    );
  }
  session.output.result({
    json: asJson({ digest: policyFile, weaker, policy }),
    text: () => policyFileOf(policy),
  });
  return 0;
}
