// oxlint-disable-next-line import/no-unassigned-import -- the certificate library's dependency injection asks for it
import 'reflect-metadata'
import { X509CertificateGenerator } from '@peculiar/x509'

/** A key pair with a certificate of its own: the private part as PKCS#8, which the bridge keeps, the certificate for Salesforce. */
export type KeyPair = { privateKeyPem: string; certificatePem: string; expiresAt: Date }

const years = 5
const dayMs = 86_400_000
const algorithm = {
  name: 'RSASSA-PKCS1-v1_5',
  hash: 'SHA-256',
  publicExponent: new Uint8Array([1, 0, 1]),
  modulusLength: 2048,
}

/** RSA 2048 and a self-signed certificate, without openssl. */
export async function makeKeyPair(commonName: string, now = new Date()): Promise<KeyPair> {
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const expiresAt = new Date(now.getTime() + years * 365 * dayMs)
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: `CN=${commonName}`,
    notBefore: new Date(now.getTime() - dayMs), // Salesforce's clock may be behind ours
    notAfter: expiresAt,
    signingAlgorithm: algorithm,
    keys,
  })
  const pkcs8 = Buffer.from(await crypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64')
  const privateKeyPem = `-----BEGIN PRIVATE KEY-----\n${pkcs8.match(/.{1,64}/g)!.join('\n')}\n-----END PRIVATE KEY-----\n`
  return { privateKeyPem, certificatePem: `${certificate.toString('pem')}\n`, expiresAt }
}
