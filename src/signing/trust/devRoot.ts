/**
 * Marks a root made for development (`certs-dev`): a non-critical extension with this OID and an empty value. Its
 * private key lies on every developer's disk, so a trust store takes such a root only when told to (`--dev`).
 */
export const DEV_ROOT_OID = '2.25.329800735698586629295641978511506172918.1';
