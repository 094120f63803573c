import type { Reason } from '../report.ts';
import { reason } from '../validation/reasons.ts';
import type { ZipEntry } from '../zip/readZip.ts';
import type { AsicContainer } from './container.ts';
import { type AsicManifest, readManifest } from './manifest.ts';
import { namedFile } from './references.ts';

/** What a CMS signature or a timestamp of a container is over. */
export type Binding =
  /** The manifest that names it; null when the manifest cannot be read. */
  | { readonly kind: 'manifest'; readonly entry: ZipEntry; readonly manifest: AsicManifest | null }
  /** ASiC-S: the one file itself. */
  | { readonly kind: 'file'; readonly entry: ZipEntry }
  | { readonly kind: 'none'; readonly reason: Reason };

/** The manifests of a container by the signature or timestamp they name. */
export interface Bindings {
  /** What this signature or timestamp is over (EN 319 162-1 §4.3.3.2, §4.4.3.2). */
  of(signature: ZipEntry): Binding;
  /** Manifests that name nothing that is there. */
  readonly loose: readonly ZipEntry[];
}

export function bindingsOf(container: AsicContainer): Bindings {
  const bound = new Map<ZipEntry, Binding[]>();
  const loose: ZipEntry[] = [];
  const signatures = new Set([...container.cades, ...container.timestamps]);
  for (const entry of container.manifests) {
    const manifest = readManifest(entry.bytes) ?? null;
    const named = manifest === null ? undefined : namedFile(container.entries, manifest.signature);
    if (named?.kind !== 'file' || !signatures.has(named.entry)) {
      loose.push(entry);
      continue;
    }
    bound.set(named.entry, [...(bound.get(named.entry) ?? []), { kind: 'manifest', entry, manifest }]);
  }
  return { loose, of: (signature) => bindingOf(container, signature, bound.get(signature) ?? []) };
}

function bindingOf(container: AsicContainer, signature: ZipEntry, manifests: readonly Binding[]): Binding {
  const [only, another] = manifests;
  if (only !== undefined && another === undefined) return only;
  const [file, more] = container.payload;
  const isSimple = container.kind === 'asics' && only === undefined && more === undefined;
  if (isSimple && file !== undefined) return { kind: 'file', entry: file };
  return { kind: 'none', reason: reason('ASIC_MANIFEST_MISSING', signature.name) };
}
