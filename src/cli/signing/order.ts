import type { Config } from '../../config/schema.ts';
import type { ShownImage, ShownMark, SignRequest } from '../../flow/sign.ts';
import type { Bilingual } from '../../kernel/errors/row.ts';
import type { SigningAct } from '../../signing/policy/signingPolicy.ts';
import { defined } from '../defined.ts';
import type { Input } from '../input.ts';
import { graceOf } from '../protectFile.ts';
import type { Session } from '../session.ts';
import type { Form } from './form.ts';

export const EXTENDED_LEVELS = ['B-T', 'B-LT', 'B-LTA'] as const;
export const LEVELS = ['B-B', ...EXTENDED_LEVELS] as const;

/** How to sign, the same for every file of a run; plain values, no key. */
export type SignOrder = Pick<
  SignRequest,
  'level' | 'timestampRequired' | 'graceSeconds' | 'at' | 'field' | 'name' | 'reason'
> & {
  readonly role: SigningAct;
  /** What is seen on the page of a PDF; null where no PDF is signed. */
  readonly appearance: ShownImage | ShownMark | null;
};

/** @throws CONFIG_*, FILE_*, SIGNATURE_IMAGE_*, USAGE_INVALID_VALUE for what only the page of a PDF can show */
export async function orderOf(
  session: Session,
  role: SigningAct,
  forms: ReadonlySet<Form>,
): Promise<SignOrder> {
  const { input } = session;
  const ignored = PDF_OPTIONS.find((name) => input.text(name) !== undefined);
  if (ignored !== undefined && [...forms].some((form) => form !== 'pdf'))
    throw input.invalid(ignored, FOR_PDF);
  refuseForRole(input, role, forms);
  const config = await session.config();
  return {
    role,
    ...levelOf(session, config),
    ...graceOf(session),
    ...defined({ at: await placeOf(input, role), field: input.text('field'), name: input.text('name') }),
    ...defined({ reason: input.text('reason') }),
    appearance: forms.has('pdf') ? await shownBy(session, config, role) : null,
  };
}

const FOR_PDF: Bilingual = {
  en: 'only for PDFs: another file shows no signature',
  vi: 'chỉ dùng cho PDF: tệp khác không hiển thị chữ ký',
};
const PDF_OPTIONS = ['at', 'field', 'after', 'image', 'name', 'reason'] as const;

/** A level that was asked for on the command line is the one to be reached. */
function levelOf({ input }: Session, { signing }: Config) {
  const level = input.choice('level', LEVELS);
  return level === undefined
    ? { level: signing.level, timestampRequired: signing.timestamp === 'required' }
    : { level };
}

const IMAGE_OPTIONS = ['image', 'after'] as const;
const OPTIONS_OF = { copy: 'copy', number: 'attachment' } as const;

/** Options that mean nothing in this role are a mistake. @throws USAGE_INVALID_VALUE, USAGE_MISSING */
function refuseForRole(input: Input, role: SigningAct, forms: ReadonlySet<Form>): void {
  const isMark = role === 'attachment' || role === 'copy';
  const ignored = IMAGE_OPTIONS.find((name) => isMark && input.text(name) !== undefined);
  if (ignored !== undefined) throw input.invalid(ignored, NO_IMAGE);
  for (const name of ['copy', 'number'] as const) {
    if (input.text(name) !== undefined && OPTIONS_OF[name] !== role) throw input.invalid(name, OTHER_ROLE);
  }
  if (role === 'copy' && [...forms].some((form) => form !== 'pdf')) throw input.invalid('as', COPY_IS_PDF);
  if (input.text('field') !== undefined && input.text('at') !== undefined)
    throw input.invalid('at', FIELD_HAS_PLACE);
}

const NO_IMAGE: Bilingual = {
  en: 'attachments and copies show a line of text, no image',
  vi: 'văn bản kèm theo và bản sao chỉ hiển thị dòng thông tin, không có hình ảnh',
};
const OTHER_ROLE: Bilingual = {
  en: '--copy belongs to --as copy, --number to --as attachment',
  vi: '--copy đi với --as copy, --number đi với --as attachment',
};
const COPY_IS_PDF: Bilingual = {
  en: 'an electronic copy is a PDF (NĐ 30/2020 PL I, Phần II, I.2a)',
  vi: 'bản sao điện tử là tệp PDF (NĐ 30/2020 PL I, Phần II, I.2a)',
};
const FIELD_HAS_PLACE: Bilingual = {
  en: 'the field has its place: leave --at out',
  vi: 'trường chữ ký đã có vị trí: bỏ --at',
};

/** A size goes with a person's image alone: the seal has its true size, text its letters'. */
async function placeOf(input: Input, role: SigningAct) {
  const { positionOf, sizedPositionOf } = await import('../position.ts');
  return role === 'person' ? sizedPositionOf(input, 'at') : positionOf(input, 'at');
}

async function shownBy(session: Session, config: Config, role: SigningAct): Promise<ShownImage | ShownMark> {
  const { input } = session;
  if (role === 'attachment') {
    const { parseCode } = await import('../../registry/numbers.ts');
    const { number, notation } = parseCode(input.required('number'));
    return { mark: { kind: role, says: `${number}/${notation}` } };
  }
  if (role === 'copy') {
    const { COPY_FORMS } = await import('../../signing/pdf/declaredAct.ts');
    const { needed } = await import('../needed.ts');
    input.required('copy');
    const form = input.choice('copy', COPY_FORMS) ?? 'sao-y';
    return { mark: { kind: role, form, says: needed(config.agency, 'agency').name } };
  }
  const after = input.text('after');
  return { ...(await appearanceOf(session, config, role)), ...defined({ after }) };
}

/** Image and size: the person's as configured, the seal's in its true size. */
async function appearanceOf(session: Session, config: Config, role: 'person' | 'agency') {
  const { signing } = config;
  const { readInput } = await import('../files.ts');
  const { needed } = await import('../needed.ts');
  const { inFile } = await import('../../flow/inFile.ts');
  const { embedImage } = await import('../../signing/pdf/appearanceImage.ts');
  const chosen = session.input.text('image');
  const configured = role === 'person' ? signing.person_image : signing.seal_image;
  const file =
    chosen ?? needed(configured, role === 'person' ? 'signing.person_image' : 'signing.seal_image');
  const image = await readInput(session.io, file);
  const { facts } = await inFile(file, () => embedImage(image));
  if (facts.ink !== (role === 'person' ? 'blue' : 'red')) warnColour(session, file, role);
  if (role === 'person')
    return { image, widthMm: signing.person_width_mm, heightMm: signing.person_height_mm };
  const diameter = needed(signing.seal_diameter_mm, 'signing.seal_diameter_mm');
  return { image, widthMm: diameter, heightMm: diameter };
}

/** The law names the colours (NĐ 30/2020 PL I, II.7d, II.8a); what counts as one of them is a matter of taste. */
function warnColour({ output }: Session, file: string, role: 'person' | 'agency'): void {
  const [en, vi] =
    role === 'person' ? ['a signature is blue', 'chữ ký màu xanh'] : ['a seal is red', 'con dấu màu đỏ'];
  output.warn(`${file}: ${en} (NĐ 30/2020 PL I)`, `${file}: ${vi} (NĐ 30/2020 PL I)`);
}
