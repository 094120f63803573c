import { isCongvanError } from '../../kernel/errors.ts';
import { gateXml, XML_LIMITS } from '../../kernel/xml/gate.ts';
import { parseTree, type XmlElement } from '../../kernel/xml/tree.ts';
import { reason } from '../validation/reasons.ts';
import { type AsicContainer, type ContainerFinding, doubt, fail } from './container.ts';
import { ODF_MANIFEST_NAMESPACE } from './names.ts';

/**
 * `META-INF/manifest.xml` is signed by nobody: it may only name files that are there (OpenDocument 1.2 part 3 §3.2), so
 * that it tells no reader of others.
 */
export function fileListFindings({ fileList, entries }: AsicContainer): readonly ContainerFinding[] {
  if (fileList === undefined) return [];
  const names = namesIn(fileList.bytes);
  if (names === undefined) return [doubt(reason('ASIC_MANIFEST_MALFORMED', fileList.name))];
  return names
    .filter((name) => !name.endsWith('/') && !entries.has(name))
    .map((name) => fail(reason('ASIC_MANIFEST_DISAGREES', name)));
}

function namesIn(bytes: Uint8Array): readonly string[] | undefined {
  try {
    const root = parseTree(gateXml(bytes, XML_LIMITS));
    const rows = root.children.map((row) => nameIn(row) ?? []);
    const isList = root.namespace === ODF_MANIFEST_NAMESPACE && root.local === 'manifest';
    return isList && rows.every((row) => typeof row === 'string') ? rows.flat() : undefined;
  } catch (error) {
    if (!isCongvanError(error)) throw error;
    return undefined;
  }
}

/** The attribute is qualified; its prefix is the writer's. */
function nameIn(row: XmlElement): string | undefined {
  if (row.namespace !== ODF_MANIFEST_NAMESPACE || row.local !== 'file-entry') return undefined;
  return [...row.attributes].find(([name]) => name === 'full-path' || name.endsWith(':full-path'))?.[1];
}
