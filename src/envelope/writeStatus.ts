import type { StatusEnvelope } from './envelope.ts';
import { timeToWire } from './wireTime.ts';
import { writeOrganization, writeResponseFor, writeStaff } from './writeDocument.ts';
import { type Content, element } from './writer.ts';

/** @param withMessageId our own axis carries it; a status on the national axis has no trace at all */
export function writeStatus(status: StatusEnvelope, withMessageId: boolean): readonly Content[] {
  const timestamp = timeToWire(status.timestamp);
  return [
    element('edXMLHeader', [
      element('MessageHeader', [
        element('From', writeOrganization(status.from)),
        element('ResponseFor', writeResponseFor(status.responseFor)),
        status.staff && element('StaffInfo', writeStaff(status.staff)),
        element('StatusCode', status.statusCode),
        element('Description', status.description),
        element('Timestamp', timestamp),
      ]),
      withMessageId && status.messageId !== undefined
        ? element('TraceHeaderList', [trace(status.from.organId, timestamp)], { id: status.messageId })
        : undefined,
    ]),
  ];
}

function trace(organId: string, timestamp: string): Content {
  return element('TraceHeader', [element('OrganId', organId), element('Timestamp', timestamp)]);
}
