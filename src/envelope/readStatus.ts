import type { StatusEnvelope } from './envelope.ts';
import { readOrganization, readResponseFor, readStaff } from './readDocument.ts';
import type { Reader } from './reader.ts';

/** The header of a status package (messagetype `status`). It has no body; our own axis adds a message id. */
export function readStatus(envelope: Reader): StatusEnvelope {
  const header = envelope.one('edXMLHeader');
  const message = header.one('MessageHeader');
  const answer = readResponseFor(message.one('ResponseFor'));
  return {
    kind: 'status',
    from: readOrganization(message.one('From')),
    responseFor: {
      organId: answer.organId ?? '',
      code: answer.code ?? '',
      documentId: answer.documentId ?? '',
      promulgationDate: answer.promulgationDate ?? '',
    },
    staff: readStaff(message.one('StaffInfo')),
    statusCode: message.mandatory('StatusCode'),
    description: message.mandatory('Description'),
    timestamp: message.time('Timestamp') ?? '',
    messageId: header.one('TraceHeaderList').attribute('id'),
  };
}
