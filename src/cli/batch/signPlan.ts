import { resolve } from 'node:path';
import { CongvanError } from '../../kernel/errors.ts';
import type { SigningAct } from '../../signing/policy/signingPolicy.ts';
import { known } from '../errorText.ts';
import type { Session } from '../session.ts';
import { type Form, formOf, outputFor } from '../signing/form.ts';

/** What is to become of one file of a run. */
export type SignPlan =
  | { readonly kind: 'sign'; readonly file: string; readonly form: Form; readonly output: string }
  /** It is what another file of this run is signed into: `*.pdf` finds results of an earlier run, too. */
  | { readonly kind: 'result'; readonly file: string; readonly of: string }
  | { readonly kind: 'refused'; readonly file: string; readonly error: CongvanError };

/** Looks at all files before any is signed, so that no result can take the place of another. */
export async function signPlans(session: Session, role: SigningAct): Promise<readonly SignPlan[]> {
  const first: SignPlan[] = [];
  for (const file of new Set(session.input.arguments)) first.push(await planOf(session, file, role));
  const path = (name: string) => resolve(session.io.cwd, name);
  const byOutput = Map.groupBy(
    first.filter((plan) => plan.kind === 'sign').filter(({ file, output }) => path(file) !== path(output)),
    ({ output }) => path(output),
  );
  return first.map((plan): SignPlan => {
    if (plan.kind !== 'sign') return plan;
    const [source] = byOutput.get(path(plan.file)) ?? [];
    if (source !== undefined) return { kind: 'result', file: plan.file, of: source.file };
    if ((byOutput.get(path(plan.output))?.length ?? 0) < 2) return plan;
    const error = new CongvanError('BATCH_OUTPUT_TWICE', { where: plan.file, detail: plan.output });
    return { kind: 'refused', file: plan.file, error };
  });
}

async function planOf({ io, input }: Session, file: string, role: SigningAct): Promise<SignPlan> {
  try {
    const form = await formOf(io, input, file);
    return { kind: 'sign', file, form, output: outputFor(input, file, form, role) };
  } catch (error) {
    return { kind: 'refused', file, error: known(error) };
  }
}
