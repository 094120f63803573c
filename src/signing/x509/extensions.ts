import { fieldsOf, itemsOf } from '../der/fields.ts';
import { type Der, decodeDer, derError, rawOf, TAG } from '../der/read.ts';
import { readBoolean, readOctets, readOid } from '../der/values.ts';

/** One extension: its value is the DER inside the OCTET STRING. */
export interface Extension {
  readonly oid: string;
  readonly critical: boolean;
  /** DER of extnValue's content; decoded on demand by `extensionValue`. */
  readonly value: Uint8Array;
  readonly der: Uint8Array;
}

export type ExtensionSet = ReadonlyMap<string, Extension>;

export const NO_EXTENSIONS: ExtensionSet = new Map();

/** Extensions of a certificate, a CRL, a CRL entry or an OCSP answer; one OID twice is refused (RFC 5280 §4.2). */
export function readExtensions(node: Der): ExtensionSet {
  const extensions = new Map<string, Extension>();
  for (const item of itemsOf(node, 'Extensions')) {
    const extension = readExtension(item);
    if (extensions.has(extension.oid)) throw derError(`extension ${extension.oid} twice`, item.start);
    extensions.set(extension.oid, extension);
  }
  return extensions;
}

/** An explicit FALSE is not DER, but old authorities write it; it cannot be read in two ways. */
function readExtension(node: Der): Extension {
  const fields = fieldsOf(node, 'Extension');
  const oid = readOid(fields.next(TAG.oid, 'extnID'));
  const critical = fields.optional(TAG.boolean);
  const value = readOctets(fields.next(TAG.octetString, 'extnValue'));
  fields.end();
  return { oid, critical: critical !== undefined && readBoolean(critical), value, der: rawOf(node) };
}

/** The decoded value of an extension that is there, put through `read`. */
export function extensionValue<Value>(
  extensions: ExtensionSet,
  oid: string,
  read: (node: Der) => Value,
): Value | undefined {
  const extension = extensions.get(oid);
  return extension === undefined ? undefined : read(decodeDer(extension.value));
}

/** Critical extensions that are not in `known`. */
export function unknownCriticalOf(extensions: ExtensionSet, known: ReadonlySet<string>): readonly string[] {
  return [...extensions.values()].flatMap(({ oid, critical }) => (critical && !known.has(oid) ? [oid] : []));
}
