/** Every default with its reason. The unit is in the key's name. A section's defaults count only when it is used. */
export interface Default {
  readonly value: boolean | number | string | readonly string[] | Readonly<Record<string, string>>;
  readonly reason: string;
}

/** Keyed by the dotted path of the value. */
export const DEFAULTS: Readonly<Record<string, Default>> = {
  dev: { value: false, reason: 'the development root must be asked for' },
  'store.uri': { value: 'sqlite:store.db', reason: 'one file inside the home, nothing to install' },
  'blobs.uri': { value: 'file:blobs', reason: 'beside the store, on the same disk' },
  'log.dir': { value: 'log', reason: 'beside the store' },
  'log.key': { value: 'keys/log.pem', reason: 'made by init' },
  'signing.level': {
    value: 'B-T',
    reason: 'a signature without a proven time cannot be judged after expiry',
  },
  'signing.tsa': { value: [], reason: 'which authority is trusted is the agency’s decision' },
  'signing.tsa_timeout_seconds': { value: 10, reason: 'authorities answer within a second; a clerk waits' },
  'signing.tsa_attempts': { value: 2, reason: 'a connection that broke is tried again once, then the next' },
  'signing.timestamp': {
    value: 'required',
    reason: 'a signature without a proven time is worth little once its certificate has expired',
  },
  'signing.person_width_mm': { value: 40, reason: 'NĐ 30 names no size; fits between position and name' },
  'signing.person_height_mm': { value: 20, reason: 'the space NĐ 30 leaves above the name' },
  'trust.anchors': { value: [], reason: 'nothing is trusted silently, never the system’s roots' },
  'trust.folder': { value: 'trust', reason: 'in the home; empty until congvan trust add' },
  'trust.intermediates': { value: [], reason: 'signatures normally carry their chain' },
  'trust.fetch_issuers': { value: false, reason: 'a stranger’s file would choose whom this machine asks' },
  'revocation.timeout_seconds': { value: 10, reason: 'responders answer within a second; a clerk waits' },
  'revocation.cache_seconds': {
    value: 300,
    reason:
      'a daemon asks once for many documents of one sender; a revocation is seen 5 minutes late at most',
  },
  'revocation.files': { value: [], reason: 'the issuer’s servers are asked' },
  'revocation.overrides': { value: {}, reason: 'the certificate’s own addresses are right' },
  'axis.timeout_seconds': { value: 30, reason: 'registering and committing are small requests' },
  'axis.expiry_days': { value: 7, reason: 'a week covers holidays; the clerk must hear of a failure' },
  'axis.directory': { value: 'directory.json', reason: 'in the home' },
  'daemon.poll_seconds': { value: 0.2, reason: 'urgent documents go at once' },
  'daemon.idle_seconds': { value: 2, reason: 'new work is seen within two seconds at no cost' },
  'daemon.stop_seconds': { value: 10, reason: 'service managers kill after more' },
  'daemon.health': { value: 'run/health.sock', reason: 'local only, protected by the folder' },
  'hub.host': { value: '127.0.0.1', reason: 'listening on the network must be asked for' },
  'hub.port': { value: 8443, reason: 'HTTPS without needing root' },
  'hub.store': { value: 'sqlite:hub.db', reason: 'apart from an agency’s store' },
  'hub.blobs': { value: 'file:hub-blobs', reason: 'apart from an agency’s blobs' },
  'hub.directory': { value: 'directory.json', reason: 'in the home' },
};
