/** A clerk's desk in the test's own process: makes sealed letters and queues them beside the running daemon. */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PkiServers } from '../../../certs-dev/servers.ts';
import { loadConfig } from '../../../src/config/load.ts';
import { nextNumber } from '../../../src/flow/number.ts';
import { send } from '../../../src/flow/send.ts';
import { signDocument } from '../../../src/flow/sign.ts';
import type { Store } from '../../../src/flow/store.ts';
import { systemClock } from '../../../src/kernel/clock.ts';
import { type Digest, sha256 } from '../../../src/kernel/digest.ts';
import type { AgencyCode, DocumentId } from '../../../src/kernel/ids.ts';
import { silentLogger } from '../../../src/kernel/logger.ts';
import { Secret } from '../../../src/kernel/secret.ts';
import { openSending, openStore } from '../../../src/wire.ts';
import { openKey, openSigning, type Surroundings } from '../../../src/wireSigning.ts';
import { ROOT } from '../../demo/processes.ts';

const fixture = (...parts: readonly string[]) => readFileSync(join(ROOT, 'tests/fixtures', ...parts));

export function surroundingsOf(home: string): Surroundings {
  const { config } = loadConfig({ home, flags: [], environment: {}, cwd: ROOT });
  return {
    config,
    clock: systemClock,
    random: (length) => randomBytes(length),
    logger: silentLogger,
    actor: 'clerk',
  };
}

export async function storeOf(home: string): Promise<Store> {
  return await openStore(surroundingsOf(home));
}

/** What was queued: enough to recognise it at the other end. */
export interface Posted {
  readonly documentId: DocumentId;
  readonly number: string;
  readonly attachment: Digest;
}

export interface Office {
  /** Takes a number, and queues the letter with an attachment nobody else has. */
  post(index: number): Promise<Posted>;
  close(): Promise<void>;
}

export async function openOffice(home: string, recipient: AgencyCode): Promise<Office> {
  const surroundings = surroundingsOf(home);
  const secret = (role: 'person' | 'agency') => {
    const file = surroundings.config.keys[role]?.secret_file;
    return file === undefined ? undefined : new Secret(readFileSync(file, 'utf8').trimEnd());
  };
  const pdf = await sealedLetter(surroundings, secret);
  const sending = await openSending(surroundings, secret('agency'));
  await sending.directory.sync();
  return {
    async post(index) {
      const entry = await nextNumber(sending, {
        register: 'out',
        type: 'Công văn',
        issuer: 'STC',
        unit: 'VP',
        subject: `Văn bản thử số ${index}`,
        signer: 'Nguyễn Thị Hồng Đào',
      });
      const attachment = randomBytes(2000 + index);
      const { documentId } = await send(sending, {
        main: { name: 'cong-van.pdf', bytes: pdf },
        attachments: [
          { name: `phu-luc-${index}.bin`, contentType: 'application/octet-stream', content: attachment },
        ],
        recipients: [recipient],
        entry,
        ...{
          priority: 0,
          position: 'Giám đốc',
          competence: '',
          places: [],
          dueDate: null,
          forInformation: false,
        },
      });
      return { documentId, number: entry.number, attachment: sha256(attachment) };
    },
    async close() {
      sending.store.close();
      await sending.sealKey.close();
    },
  };
}

async function sealedLetter(
  surroundings: Surroundings,
  secret: (role: 'person' | 'agency') => Secret | undefined,
): Promise<Uint8Array> {
  const signing = await openSigning(surroundings);
  let pdf: Uint8Array = fixture('documents/cong-van.pdf');
  for (const role of ['person', 'agency'] as const) {
    const key = await openKey(surroundings.config, role, secret(role));
    const image = fixture('images', role === 'person' ? 'signature.png' : 'seal.png');
    const size = role === 'person' ? { widthMm: 40, heightMm: 20 } : { widthMm: 36, heightMm: 36 };
    const request = { file: 'cong-van.pdf', pdf, role, key, level: 'B-T' as const, image, ...size };
    pdf = (await signDocument(signing, request)).pdf;
    await key.close();
  }
  return pdf;
}

/** `congvan.toml` names the fixed ports of the certificates; the servers of this run have free ones. */
export function overridesLine({ overrides }: Pick<PkiServers, 'overrides'>): string {
  const table = Object.entries(overrides).map(([from, to]) => `"${from}" = "${to}"`);
  return `overrides = { ${table.join(', ')} }`;
}
