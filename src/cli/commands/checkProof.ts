import { readLeaf } from '../../archive/log/leaf.ts';
import type { ProofVerdict } from '../../archive/log/proof.ts';
import { asJson, type Json } from '../../kernel/canonicalJson.ts';
import type { Bilingual, ExitCode } from '../../kernel/errors/row.ts';
import type { CommandSpec } from '../command.ts';
import type { Style } from '../output.ts';
import type { Session } from '../session.ts';

export const archiveCheckProof: CommandSpec = {
  description: {
    en: 'Checks a proof made by archive prove or found in an export (record.tlog-proof): the signature of the checkpoint, the way from the leaf to its root and, with --record, that the leaf speaks of this record.json and no other. Needs no home, no store and no network. Take the verifier key from the agency itself, not from who hands over the proof.',
    vi: 'Kiểm tra bằng chứng do archive prove lập hoặc có trong bộ xuất (record.tlog-proof): chữ ký của điểm chốt, đường từ lá tới gốc và, với --record, rằng lá đó nói về đúng record.json này. Không cần thư mục làm việc, kho dữ liệu hay mạng. Hãy lấy khóa kiểm tra từ chính cơ quan, không lấy từ người đưa bằng chứng.',
  },
  arguments: [{ name: 'PROOF', about: { en: 'the proof; - for stdin', vi: 'bằng chứng; - là stdin' } }],
  options: [
    {
      flags: '--vkey <key>',
      required: true,
      about: {
        en: 'verifier key of the log, or a file that holds it',
        vi: 'khóa kiểm tra của nhật ký, hoặc tệp chứa khóa đó',
      },
    },
    {
      flags: '--record <file>',
      about: { en: 'record.json of the export', vi: 'record.json của bộ xuất' },
    },
  ],
  examples: [
    {
      line: 'congvan archive check-proof record.tlog-proof --vkey log.vkey --record record.json',
      what: { en: 'in the folder of an export', vi: 'trong thư mục của bộ xuất' },
    },
    {
      line: 'congvan archive check-proof proof.tlog-proof --vkey stc.example.vn/archive+1f4c02aa+AdGp…',
      what: { en: 'with the key as the agency publishes it', vi: 'với khóa do cơ quan công bố' },
    },
  ],
  exitCodes: [4, 13],
  run,
};

async function run(session: Session): Promise<ExitCode> {
  const { io, input } = session;
  const { readInput } = await import('../files.ts');
  const { inFile } = await import('../../flow/inFile.ts');
  const { parseProof, verifyProof } = await import('../../archive/log/proof.ts');
  const verifier = await verifierFrom(session, input.required('vkey'));
  const recordFile = input.text('record');
  const content = recordFile === undefined ? undefined : await readInput(io, recordFile);
  const bytes = await readInput(io, input.first);
  const proof = await inFile(input.first, async () => parseProof(bytes.toString('utf8')));
  const verdict = verifyProof(proof, verifier, content);
  session.output.result({
    json: { file: input.first, ...verdictJson(verdict, content !== undefined) },
    text: (style) => verdictText(style, verdict, content !== undefined),
  });
  return verdict.isValid ? 0 : 4;
}

/** The key itself, or the name of a file with it. @throws VERIFIER_KEY_INVALID, FILE_NOT_FOUND, FILE_UNREADABLE */
async function verifierFrom({ io }: Session, given: string) {
  const { isVerifierKey, parseVerifierKey } = await import('../../archive/log/note.ts');
  if (isVerifierKey(given)) return parseVerifierKey(given);
  const { readInput } = await import('../files.ts');
  const { inFile } = await import('../../flow/inFile.ts');
  const text = (await readInput(io, given)).toString('utf8');
  return inFile(given, async () => parseVerifierKey(text));
}

const REASONS: Readonly<Record<ProofVerdict['reasons'][number], Bilingual>> = {
  CHECKPOINT_SIGNATURE: {
    en: 'the checkpoint is not signed by this key',
    vi: 'điểm chốt không do khóa này ký',
  },
  INCLUSION: {
    en: 'the leaf is not under the root of the checkpoint',
    vi: 'lá không nằm dưới gốc của điểm chốt',
  },
  CONTENT: {
    en: 'the leaf speaks of another record.json',
    vi: 'lá nói về một record.json khác',
  },
};

function verdictJson(verdict: ProofVerdict, hasRecord: boolean): { readonly [name: string]: Json } {
  return {
    valid: verdict.isValid,
    reasons: verdict.reasons.map((code) => ({ code, text: REASONS[code].en })),
    origin: verdict.origin,
    index: verdict.index,
    treeSize: verdict.treeSize,
    recordChecked: hasRecord,
    leaf: verdict.isValid ? asJson(readLeaf(verdict.leaf)) : null,
  };
}

function verdictText(style: Style, verdict: ProofVerdict, hasRecord: boolean): string {
  if (!verdict.isValid) {
    const reasons = verdict.reasons.map((code) => REASONS[code][style.lang]);
    return `${style.say('not proven', 'không được chứng minh')}: ${reasons.join('; ')}`;
  }
  const { type, record, at } = readLeaf(verdict.leaf);
  return style.facts([
    [
      style.say('proven', 'đã chứng minh'),
      hasRecord
        ? style.say('this record.json is in the log', 'record.json này nằm trong nhật ký')
        : style.say('the leaf is in the log', 'lá này nằm trong nhật ký'),
    ],
    [style.say('log', 'nhật ký'), verdict.origin],
    [style.say('leaf', 'lá'), `${verdict.index} ${style.say('of', 'trên')} ${verdict.treeSize}`],
    [style.say('event', 'sự kiện'), textOf(type)],
    [style.say('record', 'hồ sơ'), textOf(record)],
    [style.say('at', 'lúc'), textOf(at)],
  ]);
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
