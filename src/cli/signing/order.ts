import type { Config } from '../../config/schema.ts';
import type { SignRequest } from '../../flow/sign.ts';
import type { Bilingual } from '../../kernel/errors/row.ts';
import type { SigningRole } from '../../signing/pdf/signRequest.ts';
import { defined } from '../defined.ts';
import { graceOf } from '../protectFile.ts';
import type { Session } from '../session.ts';
import type { Form } from './form.ts';

export const EXTENDED_LEVELS = ['B-T', 'B-LT', 'B-LTA'] as const;
export const LEVELS = ['B-B', ...EXTENDED_LEVELS] as const;

/** How to sign, the same for every file of a run; plain values, no key. */
export type SignOrder = Pick<
  SignRequest,
  'role' | 'level' | 'timestampRequired' | 'graceSeconds' | 'at' | 'name' | 'reason'
> & {
  /** What is seen on the page of a PDF; null where no PDF is signed. */
  readonly appearance: Pick<SignRequest, 'image' | 'widthMm' | 'heightMm'> | null;
};

/** @throws CONFIG_*, FILE_*, SIGNATURE_IMAGE_*, USAGE_INVALID_VALUE for what only the page of a PDF can show */
export async function orderOf(
  session: Session,
  role: SigningRole,
  forms: ReadonlySet<Form>,
): Promise<SignOrder> {
  const { input } = session;
  const ignored = PDF_OPTIONS.find((name) => input.text(name) !== undefined);
  if (ignored !== undefined && [...forms].some((form) => form !== 'pdf'))
    throw input.invalid(ignored, FOR_PDF);
  const { positionOf } = await import('../position.ts');
  const config = await session.config();
  return {
    role,
    ...levelOf(session, config),
    ...graceOf(session),
    ...defined({ at: positionOf(input, 'at'), name: input.text('name'), reason: input.text('reason') }),
    appearance: forms.has('pdf') ? await appearanceOf(session, config, role) : null,
  };
}

const FOR_PDF: Bilingual = {
  en: 'only for PDFs: another file shows no signature',
  vi: 'chỉ dùng cho PDF: tệp khác không hiển thị chữ ký',
};
const PDF_OPTIONS = ['at', 'image', 'name', 'reason'] as const;

/** A level that was asked for on the command line is the one to be reached. */
function levelOf({ input }: Session, { signing }: Config) {
  const level = input.choice('level', LEVELS);
  return level === undefined
    ? { level: signing.level, timestampRequired: signing.timestamp === 'required' }
    : { level };
}

/** Image and size: the person's as configured, the seal's in its true size. */
async function appearanceOf(session: Session, config: Config, role: SigningRole) {
  const { signing } = config;
  const { readInput } = await import('../files.ts');
  const { needed } = await import('../needed.ts');
  const { inFile } = await import('../../flow/inFile.ts');
  const { checkPng } = await import('../../signing/pdf/png.ts');
  const chosen = session.input.text('image');
  const configured = role === 'person' ? signing.person_image : signing.seal_image;
  const file =
    chosen ?? needed(configured, role === 'person' ? 'signing.person_image' : 'signing.seal_image');
  const image = await readInput(session.io, file);
  await inFile(file, async () => checkPng(image));
  if (role === 'person')
    return { image, widthMm: signing.person_width_mm, heightMm: signing.person_height_mm };
  const diameter = needed(signing.seal_diameter_mm, 'signing.seal_diameter_mm');
  return { image, widthMm: diameter, heightMm: diameter };
}
