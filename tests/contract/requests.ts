import type { NumberRequest } from '../../src/registry/store.ts';
import { AGENCY, AT } from './records.ts';

/** A request for the next number; what a test is about is given. */
export function numberRequest(own: Partial<NumberRequest> = {}): NumberRequest {
  return {
    register: 'out',
    agency: AGENCY,
    year: 2026,
    document: {
      notation: 'STC-VP',
      type: 'cong-van',
      subject: 'Về việc thử',
      signer: 'Nguyễn Văn A',
      issuedDate: '2026-03-02',
    },
    at: AT,
    ...own,
  };
}
