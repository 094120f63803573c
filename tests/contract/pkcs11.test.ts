import { openPkcs11 } from '../../src/adapters/pkcs11/signerKey.ts';
import { Secret } from '../../src/kernel/secret.ts';
import { FAKE_PIN, FakeCryptoki, type FakeToken } from '../peers/cryptoki.ts';
import { signerKeySuite, WRONG_SECRET } from './signerKey.suite.ts';

for (const id of ['H29.12/person', 'H29.12/seal', 'H29.13/person', 'keys/p-384', 'keys/ed25519']) {
  const token: FakeToken = { label: 'Token', serial: '01', objects: [{ id, label: 'khóa', ckaId: '01' }] };
  const cryptoki = () => new FakeCryptoki([token]);
  const uri = `pkcs11:token=Token;object=kh%C3%B3a?module-path=/fake/${id.replace('/', '-')}.so`;
  const open = (pin: string | undefined) =>
    openPkcs11(uri, pin === undefined ? undefined : new Secret(pin), '/', { cryptoki });
  signerKeySuite(`pkcs11: ${id}`, () => open(FAKE_PIN), {
    withoutSecret: () => open(undefined),
    withWrongSecret: () => open(WRONG_SECRET),
  });
}

const RSA: FakeToken = {
  label: 'Token',
  serial: '01',
  objects: [{ id: 'H29.12/seal', label: 'khóa', ckaId: '01' }],
};
signerKeySuite('pkcs11: an RSA key that is to sign RSASSA-PSS', () =>
  openPkcs11('pkcs11:?module-path=/fake/pss.so', new Secret(FAKE_PIN), '/', {
    ...{ pss: true, cryptoki: () => new FakeCryptoki([RSA]) },
  }),
);
