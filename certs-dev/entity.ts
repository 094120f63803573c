import { createPrivateKey, createPublicKey } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { CertificateSpec } from './certificateSpec.ts';
import { type CrlEntry, crlDer } from './crl.ts';
import { childAt, readElement } from './der.ts';
import type { KeyPair } from './keys.ts';
import { filesOf } from './paths.ts';
import { PKI, specOf } from './pki.ts';

/** A row of the declaration with what was made for it. */
export interface Entity {
  readonly id: string;
  readonly spec: CertificateSpec;
  readonly keys: KeyPair;
  /** DER. */
  readonly certificate: Buffer;
}

export type Entities = ReadonlyMap<string, Entity>;

/** Reads one entity from `out/`. */
export async function loadEntity(id: string): Promise<Entity> {
  const files = filesOf(id);
  const privateKey = createPrivateKey(await readFile(files.key));
  return {
    id,
    spec: specOf(id),
    keys: { privateKey, publicKey: createPublicKey(privateKey) },
    certificate: await readFile(files.certificateDer),
  };
}

export async function loadEntities(): Promise<Entities> {
  const all = await Promise.all(Object.keys(PKI).map(loadEntity));
  return new Map(all.map((entity) => [entity.id, entity]));
}

/** @throws RangeError for an id that is not there */
export function entityOf(entities: Entities, id: string): Entity {
  const entity = entities.get(id);
  if (entity === undefined) throw new RangeError(`no such entity: ${id}`);
  return entity;
}

export function issuerOf(entities: Entities, entity: Entity): Entity {
  return entity.spec.issuer === 'self' ? entity : entityOf(entities, entity.spec.issuer);
}

/** The entity and its intermediates, leaf first, without the root. */
export function chainOf(entities: Entities, leaf: Entity): readonly Entity[] {
  if (leaf.spec.issuer === 'self') return [leaf];
  const issuer = issuerOf(entities, leaf);
  return issuer.spec.issuer === 'self' ? [leaf] : [leaf, ...chainOf(entities, issuer)];
}

/** The serial number of a DER certificate; may be negative in an odd one. */
export function serialOf(certificate: Uint8Array): bigint {
  const serial = childAt(childAt(readElement(certificate), 0), 1);
  return BigInt.asIntN(serial.contents.length * 8, BigInt(`0x${serial.contents.toString('hex')}`));
}

/** The Name of the issuer, DER, as the certificate has it. */
export function issuerDerOf(certificate: Uint8Array): Buffer {
  return childAt(childAt(readElement(certificate), 0), 3).bytes;
}

/** The Name of the subject, DER, as the certificate has it. */
export function subjectDerOf(certificate: Uint8Array): Buffer {
  return childAt(childAt(readElement(certificate), 0), 5).bytes;
}

/** All that this issuer has revoked, at whatever time. */
function revokedBy(entities: Entities, issuerId: string): readonly CrlEntry[] {
  return [...entities.values()].flatMap(({ spec, certificate }) =>
    spec.issuer === issuerId && spec.revoked !== undefined
      ? [{ serial: serialOf(certificate), revoked: spec.revoked }]
      : [],
  );
}

/** The CRL that an issuer would publish at this time. */
export function crlAt(entities: Entities, issuerId: string, thisUpdate: Date, lifeMs: number): Buffer {
  const issuer = entityOf(entities, issuerId);
  return crlDer({
    issuer: issuer.spec.subject,
    ...issuer.keys,
    entries: revokedBy(entities, issuerId),
    thisUpdate,
    nextUpdate: new Date(thisUpdate.getTime() + lifeMs),
  });
}
