import { expect, test, vi } from 'vitest';
import type { Ingesting } from '../../../src/flow/context.ts';
import { acceptItem } from '../../../src/flow/decide.ts';
import type { MessageId } from '../../../src/kernel/ids.ts';

const judgement = vi.hoisted(() => ({ indication: '', reason: 'CERT_REVOKED' }));
const accepted = vi.hoisted(() => vi.fn());
vi.mock('../../../src/flow/sealing.ts', () => ({
  verifyEnvelope: async () => ({ kind: 'verified', envelope: { kind: 'document' } }),
}));
vi.mock('../../../src/flow/judgeArrival.ts', () => ({ judgeArrival: async () => judgement }));
vi.mock('../../../src/flow/ingestDocument.ts', () => ({ accept: accepted, refuse: vi.fn() }));

const context = {
  store: { inboxItems: async () => [{ state: 'waiting', envelope: { digest: 'sha256:1' } }] },
  blobs: { get: async () => new Uint8Array() },
} as unknown as Ingesting;

test('a person may take in what is in doubt, never what fails by now', async () => {
  judgement.indication = 'TOTAL-FAILED';
  await expect(acceptItem(context, 'm' as MessageId)).rejects.toMatchObject({ code: 'DOCUMENT_NOT_SEALED' });
  expect(accepted).not.toHaveBeenCalled();
  judgement.indication = 'INDETERMINATE';
  await acceptItem(context, 'm' as MessageId);
  expect(accepted).toHaveBeenCalledOnce();
});
